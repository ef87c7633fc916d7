// Lets the keyboard move what is wider than its frame; what fits stays out of the way of Tab.
// Browsers that do so by themselves need none of this, nor do readers without scripts who use one of them.

const FRAMES = ".drawing, .map, .wide-table";

function mark() {
  for (const frame of document.querySelectorAll(FRAMES)) {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  }
}

addEventListener("resize", mark);
mark();

"""python -m content publish FOLDER: adds the folder's new packs to its list of published ones."""

import sys
from pathlib import Path

from content.registry import publish


def main(arguments: list[str]) -> str:
    if len(arguments) != 2 or arguments[0] != "publish":
        return __doc__ or ""
    fresh = publish(Path(arguments[1]))
    return "\n".join(f"published {file.key} version {file.version}" for file in fresh) or "nothing new"


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]) + "\n")

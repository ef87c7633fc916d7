"""From an uploaded file to its readout: figures, or every reason why it cannot be taken in."""

import hashlib
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from monitoring.imports.files import MAX_BYTES, Refused, read_file
from monitoring.imports.rows import MAX_PROBLEMS, Problem, Readout, Rules, read_rows


@dataclass(frozen=True)
class Upload:
    name: str
    sha256: str
    readout: Readout

    @property
    def problems(self) -> list[Problem]:
        return self.readout.problems[:MAX_PROBLEMS]

    @property
    def n_more_problems(self) -> int:
        return len(self.readout.problems) - len(self.problems)


def read_upload(file: UploadedFile, rules: Rules) -> Upload:
    """Never raises for what is in the file."""
    name = shown_name(file.name or "")
    if file.size > MAX_BYTES:
        return Upload(name, "", _refused(_("The file is larger than 2 MB.")))
    content = file.read()
    fingerprint = hashlib.sha256(content).hexdigest()
    try:
        return Upload(name, fingerprint, read_rows(read_file(name, content), rules))
    except Refused as refusal:
        return Upload(name, fingerprint, _refused(str(refusal)))


def _refused(text: str) -> Readout:
    return Readout(problems=[Problem(0, "", text)])


def shown_name(name: str) -> str:
    """The sender's name for the file, in one line of at most 120 characters, with its ending."""
    tidy = "".join(letter for letter in name if letter.isprintable()).strip() or _("file")
    return tidy if len(tidy) <= 120 else f"{tidy[:100]}…{tidy[-19:]}"

"""How much anyone may send, kept to while it arrives: a film is never written down whole to be refused afterwards."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from referrals.files.kinds import LARGEST
from referrals.files.reading import too_large

MOST_AT_ONCE = 5


class Limits(FileUploadHandler):
    """Stands before Django's own handlers. What it skips is read to its end and forgotten; the rest of the form comes.

    `request.not_taken` then holds a sentence for each file that was skipped.
    """

    def __init__(self, request=None):
        super().__init__(request)
        self.files = 0
        if request is not None:
            request.not_taken = []

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.files += 1
        # A file cannot be held for somebody who was signed out, as their words are.
        if not self.request.user.is_authenticated:
            raise SkipFile
        if self.files > MOST_AT_ONCE:
            self._refuse(f"Choose up to {MOST_AT_ONCE} files at a time")

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > LARGEST:
            self._refuse(str(too_large(self.file_name)))
        return raw_data

    def file_complete(self, file_size):
        return None

    def _refuse(self, sentence: str) -> None:
        if sentence not in self.request.not_taken:
            self.request.not_taken.append(sentence)
        raise SkipFile


def not_taken(request) -> list[str]:
    """What was said of files that were too large or too many; empty where nothing was sent."""
    return getattr(request, "not_taken", [])

"""What a file is by its bytes, and what is kept of it."""

import hashlib
import io
import struct
import zlib

import pytest
from PIL import Image, ImageFile

from referrals.files import Refused, keep, size_words
from referrals.files.documents import MOST_PARTS, MOST_UNPACKED
from referrals.files.kinds import LARGEST
from referrals.files.pictures import MOST_PASSES
from tests.factories.files import MAKER, PDF, REMARK, TEXT, archive, docx, photograph, picture


def kept(data: bytes, name: str):
    return keep(name, io.BytesIO(data))


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(Refused) as caught:
        kept(data, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "letter.pdf", "pdf"),
        (PDF, "C:\\Letters\\LETTER.PDF", "pdf"),
        (docx(), "report.docx", "docx"),
        (TEXT, "notes.txt", "text"),
        ("Zażółć, “quoted” – naïve".encode(), "notes.txt", "text"),
        ("“quoted” – naïve".encode("cp1252"), "notes.txt", "text"),
        (b"\xef\xbb\xbfWith a mark of its encoding", "notes.txt", "text"),
        # A sentence may begin like a picture, a program or an archive does.
        (b"BMI was taken at school.", "notes.txt", "text"),
        (b"MZ and PK met at ID3 street.\r\n\tThen they left.", "notes.txt", "text"),
    ],
)
def test_everything_but_a_picture_is_kept_byte_for_byte(data, name, kind):
    file = kept(data, name)
    assert (file.kind, file.data, file.size) == (kind, data, len(data))
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert "\\" not in file.name


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (picture("GIF"), "photo.png", "“photo.png” is a GIF picture"),
        (picture("BMP"), "photo.jpg", "is a BMP picture"),
        (picture("TIFF"), "photo.jpg", "is a TIFF picture"),
        (picture("WEBP"), "photo.jpg", "is a WebP picture"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1", "photo.jpg", "is an HEIC picture"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isom", "photo.jpg", "is a film"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "letter.pdf", "is a program"),
        (b"#!/bin/sh\nrm -rf /\n", "notes.txt", "is a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "report.docx", "is an older Office file, an Outlook message or"),
        (b"{\\rtf1 words}", "notes.txt", "is a rich text (RTF) file"),
        (b" \n<!DOCTYPE html><script>alert(1)</script>", "notes.txt", "is a web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "notes.txt", "is a web page or other marked-up text"),
        (archive(a_dot_txt=TEXT), "report.docx", "is a zip archive"),
        (archive(xl__workbook_dot_xml=TEXT), "report.docx", "is a spreadsheet"),
        (archive(ppt__presentation_dot_xml=TEXT), "report.docx", "is a presentation"),
        (archive(word__styles_dot_xml=TEXT), "report.docx", "is a Word document that is not complete"),
        (b"PK\x03\x04 and no list at its end", "report.docx", "is a zip archive"),
        ("Words".encode("utf-16"), "notes.txt", "(UTF-16), save it as UTF-8"),
        (b"\x01\x02\x03\x04", "notes.txt", "is a file of a kind this portal does not know"),
        (b"Words with a \x00 in them", "notes.txt", "is a file of a kind this portal does not know"),
    ],
)
def test_what_is_not_taken_is_named_with_what_is(data, name, words):
    sentence = refusal(data, name)
    assert words in sentence
    assert sentence.endswith("A file must be one of these: PDF, PNG, JPEG, Word (.docx) and plain text (.txt)")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (TEXT, "letter.pdf", "“letter.pdf” holds plain text, but is named otherwise"),
        (PDF, "photo.png", "holds a PDF, but is named otherwise"),
        (PDF, "letter.pdf.exe", "holds a PDF, but is named otherwise"),
        (TEXT, "page.html", "holds plain text"),
        (TEXT, "notes", "holds plain text"),
        (docx(), "report.zip", "holds a Word document"),
        (picture(), "photo.txt", "holds a PNG picture"),
    ],
)
def test_a_name_that_says_something_else_is_refused(data, name, words):
    assert words in refusal(data, name)


def test_a_picture_may_have_the_other_pictures_name():
    assert kept(picture("JPEG"), "photo.png").kind == "jpeg"
    assert kept(picture("PNG"), "photo.jpeg").kind == "png"


def test_an_empty_file_is_refused():
    assert refusal(b"", "notes.txt") == "This file is empty: “notes.txt”. Save it again, or choose another"


def test_twenty_megabytes_are_taken_and_one_byte_more_is_not():
    assert kept(b"a" * LARGEST, "notes.txt").size == LARGEST
    assert refusal(b"a" * (LARGEST + 1), "notes.txt") == (
        "“notes.txt” is larger than 20 MB. Make it smaller, or send it in parts"
    )


def test_a_long_name_keeps_its_ending_and_a_path_is_dropped():
    name = kept(PDF, f"/home/someone/{'a' * 300}.pdf").name
    assert (len(name), name[-5:], "/" in name) == (200, "a.pdf", False)


class TestPictures:
    @pytest.mark.parametrize(("form", "name"), [("JPEG", "photo.jpg"), ("PNG", "photo.png")])
    def test_nothing_that_was_written_beside_the_points_is_kept(self, form, name):
        sent = photograph(form)
        for beside in (MAKER.encode(), REMARK.encode(), b"2026:11:12"):
            assert beside in sent
        file = kept(sent, name)
        for beside in (MAKER.encode(), REMARK.encode(), b"2026:11:12", b"Exif", b"eXIf", b"Photoshop", b"http"):
            assert beside not in file.data
        image = Image.open(io.BytesIO(file.data))
        assert not image.getexif()
        assert not {"comment", "icc_profile", "exif", "photoshop"} & set(image.info)

    def test_the_texts_of_a_png_are_gone(self):
        from PIL.PngImagePlugin import PngInfo

        texts = PngInfo()
        texts.add_text("Comment", REMARK)
        texts.add_itxt("XML:com.adobe.xmp", f"<x>{REMARK}</x>")
        sent = picture(pnginfo=texts)
        assert REMARK.encode() in sent
        assert REMARK.encode() not in kept(sent, "photo.png").data

    @pytest.mark.parametrize(("form", "name"), [("JPEG", "photo.jpg"), ("PNG", "photo.png")])
    def test_it_stands_the_right_way_up(self, form, name):
        # Orientation 6: turn it a quarter to the right, so that the red left half is above.
        image = Image.open(io.BytesIO(kept(photograph(form), name).data)).convert("RGB")
        assert image.size == (20, 40)
        red, _, blue = image.getpixel((10, 5))
        assert red > 200 and blue < 60
        assert min(image.getpixel((10, 35))) > 200

    @pytest.mark.filterwarnings("ignore:Corrupt EXIF", "ignore:Image appears to be a malformed MPO")
    def test_what_the_camera_says_may_be_nonsense(self):
        sent = picture("JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff rubbish")
        assert Image.open(io.BytesIO(kept(sent, "photo.jpg").data)).size == (40, 20)

    def test_a_small_copy_of_another_picture_inside_is_gone(self):
        small = picture("JPEG", size=(16, 16), colour="blue")
        sent = photograph()
        # An application segment, as thumbnails and a telephone's notes are kept in.
        sent = sent[:2] + b"\xff\xe2" + struct.pack(">H", len(small) + 2) + small + sent[2:]
        assert sent.count(b"\xff\xd8\xff") == 2
        assert kept(sent, "photo.jpg").data.count(b"\xff\xd8\xff") == 1

    def test_what_hangs_behind_the_picture_is_gone(self):
        assert b"hidden" not in kept(picture("PNG") + b"hidden", "photo.png").data
        assert b"hidden" not in kept(picture("JPEG") + b"hidden", "photo.jpg").data

    def test_transparency_stays(self):
        sent = picture(mode="RGBA", colour=(10, 20, 30, 40))
        assert Image.open(io.BytesIO(kept(sent, "photo.png").data)).getpixel((1, 1)) == (10, 20, 30, 40)

    def test_the_transparent_colour_of_a_palette_stays(self):
        file = io.BytesIO()
        image = Image.new("P", (4, 4), 1)
        image.putpalette([255, 0, 0, 0, 255, 0])
        image.save(file, "PNG", transparency=1)
        assert Image.open(io.BytesIO(kept(file.getvalue(), "photo.png").data)).convert("RGBA").getpixel((0, 0))[3] == 0

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_every_way_of_storing_a_png_is_kept_as_it_is(self, mode):
        sent = io.BytesIO()
        Image.new(mode, (3, 3)).save(sent, "PNG")
        assert Image.open(io.BytesIO(kept(sent.getvalue(), "photo.png").data)).mode == mode

    @pytest.mark.parametrize(("mode", "stays"), [("L", "L"), ("RGB", "RGB"), ("CMYK", "RGB")])
    def test_colours_for_printing_become_colours_for_a_screen(self, mode, stays):
        file = io.BytesIO()
        Image.new(mode, (3, 3)).save(file, "JPEG")
        assert Image.open(io.BytesIO(kept(file.getvalue(), "photo.jpg").data)).mode == stays

    def test_a_table_of_colours_is_worked_in_and_left_behind(self):
        from PIL import ImageCms

        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        image = Image.open(io.BytesIO(kept(picture("JPEG", colour="red", icc_profile=profile), "photo.jpg").data))
        assert "icc_profile" not in image.info
        assert image.getpixel((5, 5))[0] > 240

    def test_a_broken_table_of_colours_does_no_harm(self):
        sent = picture("JPEG", icc_profile=b"\x00" * 200)
        assert kept(sent, "photo.jpg").kind == "jpeg"

    @pytest.mark.parametrize("allowed", [False, True], ids=["as usual", "where the renderer of PDFs allows it"])
    @pytest.mark.parametrize(("form", "name"), [("JPEG", "photo.jpg"), ("PNG", "photo.png")])
    def test_half_a_picture_is_refused(self, form, name, allowed, monkeypatch):
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", allowed)
        sent = io.BytesIO()
        Image.effect_noise((200, 200), 90).save(sent, form)
        whole = sent.getvalue()
        assert "is damaged, so it cannot be opened" in refusal(whole[: len(whole) // 2], name)

    @pytest.mark.parametrize("side", [8_000, 12_000, 40_000])
    def test_a_small_file_that_unpacks_to_far_too_much_is_refused_before_it_is_unpacked(self, side):
        def chunk(kind: bytes, data: bytes) -> bytes:
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
        sent = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
        assert refusal(sent, "photo.png") == "“photo.png” has more than 60 million points. Save it smaller"

    def test_a_moving_picture_is_refused(self):
        file = io.BytesIO()
        frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
        frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
        assert "is a moving picture" in refusal(file.getvalue(), "photo.png")

    def test_a_telephones_second_picture_in_the_same_file_is_left_behind(self):
        file = io.BytesIO()
        Image.new("RGB", (40, 20), "red").save(
            file, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), "blue")]
        )
        data = kept(file.getvalue(), "photo.jpg").data
        image = Image.open(io.BytesIO(data))
        assert (image.format, data.count(b"\xff\xd8\xff")) == ("JPEG", 1)
        assert image.getpixel((5, 5))[0] > 240

    def test_a_picture_of_endless_passes_is_refused(self):
        sent = picture("JPEG", progressive=True)
        assert kept(sent, "photo.jpg").kind == "jpeg"
        assert "too many passes" in refusal(sent + b"\xff\xda" * MOST_PASSES, "photo.jpg")


class TestDocuments:
    @pytest.mark.parametrize(
        "data",
        [
            b"%PDF-1.7\nwords",
            PDF.replace(b"%%EOF", b""),
            PDF.replace(b"startxref", b"startx"),
            PDF[: len(PDF) - 8],
            b"%PDF-words" + PDF[8:],
            PDF + b"x" * 3000,
        ],
    )
    def test_a_pdf_that_does_not_begin_and_end_as_one_is_refused(self, data):
        assert "is damaged or not complete" in refusal(data, "letter.pdf")

    @pytest.mark.parametrize("line_end", [b"\r\n", b"\r", b"\n"])
    def test_a_pdf_may_be_from_any_machine(self, line_end):
        data = PDF.replace(b"\n", line_end)
        assert kept(data, "letter.pdf").data == data

    @pytest.mark.parametrize("entry", [b"/Encrypt 5 0 R", b"/Encrypt << /Filter /Standard >>"])
    def test_a_pdf_with_a_password_is_refused(self, entry):
        assert "is protected with a password" in refusal(PDF.replace(b"/Root", entry + b" /Root"), "letter.pdf")

    def test_a_pdf_may_speak_of_encryption(self):
        data = PDF.replace(b"/Catalog >>", b"/Catalog >> % what /Encrypt means")
        assert kept(data, "letter.pdf").kind == "pdf"

    @pytest.mark.parametrize(
        "data",
        [
            docx("vnd.ms-word.document.macroEnabled.main+xml"),
            docx(word__vbaProject_dot_bin=b"x"),
            docx(word__VBAPROJECT_dot_BIN=b"x"),
        ],
    )
    def test_a_document_with_macros_is_refused(self, data):
        assert "contains macros" in refusal(data, "report.docx")

    def test_a_document_that_unpacks_to_far_too_much_is_refused(self):
        bomb = docx(word__media__a_dot_png=bytes(MOST_UNPACKED))
        assert len(bomb) < 1024 * 1024
        assert "unpacks to far more than a document holds" in refusal(bomb, "report.docx")

    def test_a_document_of_too_many_parts_is_refused(self):
        parts = {f"word__media__{n}_dot_txt": b"" for n in range(MOST_PARTS)}
        assert "unpacks to far more" in refusal(docx(**parts), "report.docx")

    def test_a_document_whose_list_lies_about_a_size_is_refused(self):
        data = bytearray(docx(word__media__a_dot_txt=b"a" * 5000))
        at = data.index(struct.pack("<I", 5000), data.index(b"PK\x01\x02"))
        data[at : at + 4] = struct.pack("<I", 50)
        assert "is damaged" in refusal(bytes(data), "report.docx")

    def test_a_document_with_a_password_is_refused(self):
        data = bytearray(docx())
        data[data.index(b"PK\x01\x02") + 8] |= 1
        assert "is protected with a password" in refusal(bytes(data), "report.docx")

    @pytest.mark.parametrize(
        "data",
        [
            docx("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
            archive(word__document_dot_xml=b"<w:document/>"),
            docx()[:-30] + b"\x00" * 8 + docx()[-22:],
        ],
    )
    def test_a_document_without_its_parts_is_refused(self, data):
        assert "report.docx” is" in refusal(data, "report.docx")

    def test_a_part_that_was_changed_on_the_way_is_noticed(self):
        data = bytearray(docx(word__media__a_dot_txt=b"first " * 50))
        data[data.index(b"word/media/a.txt") + 20] ^= 0xFF
        assert "is damaged" in refusal(bytes(data), "report.docx")


class TestText:
    @pytest.mark.parametrize("data", [b"\x81\x8d words", b"bell\x07"])
    def test_what_nobody_can_read_is_refused(self, data):
        assert refusal(data, "notes.txt").startswith("“notes.txt” is ")


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 byte"), (512, "512 bytes"), (1023, "1023 bytes"), (1024, "1 KB"), (48_000, "47 KB"),
        (1024 * 1024 - 1, "1 MB"), (1024 * 1024, "1 MB"), (1_500_000, "1.4 MB"), (LARGEST, "20 MB"),
    ],
)  # fmt: skip
def test_sizes_in_words(size, words):
    assert size_words(size) == words

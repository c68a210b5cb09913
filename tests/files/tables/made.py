"""Files that no program of ours writes: workbooks put together part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"

TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def cell(address: str, text: str) -> str:
    return f"<c r='{address}' t='inlineStr'><is><t>{escape(text)}</t></is></c>"


def sheet(rows: str, after: str = "", *, main: str = MAIN, before: str = "") -> str:
    return f"{before}<worksheet xmlns='{main}'><sheetData>{rows}</sheetData>{after}</worksheet>"


def parts(
    rows: str, after: str = "", *, main: str = MAIN, before: str = "", settings: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet."""
    start = f"<Relationship Id='r1' Type='{RELATIONS}/officeDocument' Target='xl/workbook.xml'/>"
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f"<Relationships>{start}</Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{main}' xmlns:r='{RELATIONS}'>{settings}<sheets>"
        "<sheet name='Blad1' sheetId='1' r:id='rId1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships><Relationship Id='rId1' Type='{RELATIONS}/worksheet' "
        "Target='worksheets/sheet1.xml'/></Relationships>",
        "xl/worksheets/sheet1.xml": sheet(rows, after, main=main, before=before),
    }


def packed(content: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return target.getvalue()


def workbook(rows: str, after: str = "", **kwargs: str) -> bytes:
    return packed(parts(rows, after, **kwargs))


def styled(rows: str, *formats: str) -> bytes:
    """A workbook whose styles 1, 2 … show numbers by these formats."""
    codes = "".join(f"<numFmt numFmtId='{164 + at}' formatCode={quoteattr(one)}/>" for at, one in enumerate(formats))
    looks = "".join(f"<xf numFmtId='{164 + at}'/>" for at in range(len(formats)))
    shown = f"<numFmts>{codes}</numFmts><cellXfs><xf numFmtId='0'/>{looks}</cellXfs>"
    styles = f"<styleSheet xmlns='{MAIN}'>{shown}</styleSheet>"
    return packed({**parts(rows), "xl/styles.xml": styles})


def with_flag(content: bytes, bit: int) -> bytes:
    """The archive with a bit of every part's flags set."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            changed[at + offset] |= bit
            at = content.find(mark, at + 4)
    return bytes(changed)

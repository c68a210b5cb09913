"""A folder of files as people and programs make them, made here; each is read as it says, or refused in these words."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import xlsxwriter

from portfolio.domain.tables.values import Fault
from portfolio.files.tables.json_tables import FORMAT, VERSION
from tests.files.tables.made import MAIN, RELATIONS, STRICT, cell, packed, parts, sheet, styled, with_flag, workbook


@dataclass(frozen=True)
class Case:
    """A file, and either cells that are read from it by their addresses (None is blank) or words of its refusal."""

    make: Callable[[], bytes]
    cells: dict[str, Any] = field(default_factory=dict)
    refused: str = ""


_LOST = "gått sönder"
_BROKEN = "skadad"
_DTD = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>"
_LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
_ROW = "<row r='1'><c r='A1'><v>1</v></c></row>"


def _text(content: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: content.encode(encoding)


def _rows(rows: str, after: str = "", **kwargs: str) -> Callable[[], bytes]:
    return lambda: workbook(rows, after, **kwargs)


def _number(value: str, code: str) -> Callable[[], bytes]:
    return lambda: styled(f"<row r='1'><c r='A1' s='1'><v>{value}</v></c></row>", code)


@cache
def bomb() -> bytes:
    """A small file that unpacks to more than anybody has room for."""
    return packed({**parts(_ROW), "xl/media/image1.png": b"\0" * 201_000_000})


def _part(name: str, content: str | bytes) -> Callable[[], bytes]:
    return lambda: packed({**parts(_ROW), name: content})


def _sheets(sheets: int, columns: int) -> bytes:
    """A workbook of so many sheets, each with so many headings."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for _ in range(sheets):
            book.add_worksheet().write_row(0, 0, ["x"] * columns)
    return target.getvalue()


_SWEDISH = {"A1": "Område", "B1": "Värde", "A2": "Småland", "B2": "85,3"}

TEXTS = {
    "utf8": Case(_text("Område;Värde\nSmåland;85,3\n"), _SWEDISH),
    "utf8-bom": Case(_text("Område;Värde\r\nSmåland;85,3\r\n", "utf-8-sig"), _SWEDISH),
    "windows-1252": Case(_text("Område;Värde\r\nSmåland;85,3", "cp1252"), _SWEDISH),
    "utf16": Case(_text("Område\tVärde\r\nSmåland\t85,3", "utf-16"), _SWEDISH),
    "utf16-big-end": Case(lambda: b"\xfe\xff" + "Område\tVärde\nSmåland\t85,3".encode("utf-16-be"), _SWEDISH),
    "tabs": Case(_text("Område\tVärde\nSmåland\t85,3"), _SWEDISH),
    "commas-quoted": Case(_text('Område,Värde\nSmåland,"85,3"\n'), _SWEDISH),
    "pipes": Case(_text("Område|Värde\nSmåland|85,3"), _SWEDISH),
    "sep-line": Case(_text("sep=,\nOmråde,Värde\nSmåland,85.3"), {"A2": "Område", "B3": "85.3", "A1": None}),
    "old-mac-lines": Case(_text("Område;Värde\rSmåland;85,3\r"), _SWEDISH),
    "decimal-commas-in-every-row": Case(_text("2023-01;85,3\n2023-02;86,1\n"), {"A1": "2023-01", "B2": "86,1"}),
    "newline-in-cell": Case(_text('A;B\n"en\nrad";x\ny;z\n'), {"A2": "en\nrad", "A3": "y", "B3": "z"}),
    "blank-rows": Case(_text("A;B\n;;\n\n  ;\u00a0\nx;y\n"), {"A1": "A", "A2": None, "A5": "x", "B5": "y"}),
    "blank-ends": Case(_text("A;B;;;\nx;y;;;\n"), {"B2": "y", "C2": None}),
    "quotes-doubled": Case(_text('A;B\n"säg ""hej""";x\n'), {"A2": 'säg "hej"'}),
    "inches-unquoted": Case(_text('A;B\n5" rör;x\n'), {"A2": '5" rör'}),
    "apostrophe-guard": Case(_text("A;B\n'=1+1;''=2\n"), {"A2": "=1+1", "B2": "'=2"}),
    "formula-as-text": Case(_text("A;B\n=1+1;-5\n"), {"A2": "=1+1", "B2": "-5"}),
    "thin-spaces": Case(_text("A;B\n1\u2009234,5;1\u202f234\n"), {"A2": "1\u2009234,5"}),
    "one-column": Case(_text("Initiativ\nNära vård\n"), {"A1": "Initiativ", "A2": "Nära vård"}),
    "short-and-long-rows": Case(_text("A;B\nx\ny;z;w\n"), {"A2": "x", "B2": None, "C3": "w"}),
    "duplicated-headings": Case(_text("Status;Status\n1;2\n"), {"A1": "Status", "B1": "Status", "B2": "2"}),
    "zero-width": Case(_text("A;B\n\u200b;\ufeffx\u200b\n"), {"A2": None, "B2": "x"}),
    "unclosed-quote": Case(_text('A;B\n"x;y\nz;w\n'), refused="citattecken"),
    "unclosed-quote-commas": Case(_text('A,B\n1,2\n"x,y\n'), refused="citattecken"),
    "mangled": Case(_text("OmrÃ¥de;VÃ¤rde\nSmÃ¥land;1"), refused=_LOST),
    "replaced": Case(_text("Omr\ufffdde;V\ufffdrde\n"), refused=_LOST),
    "undefined-bytes": Case(lambda: b"Omr\x81de;\x8d\x8f", refused="varken en arbetsbok eller text"),
    "nul-bytes": Case(lambda: b"A;B\n1\x00;2", refused="varken en arbetsbok eller text"),
    "control-bytes": Case(lambda: bytes(range(1, 9)) * 4, refused="varken en arbetsbok eller text"),
    "empty": Case(_text(""), refused="tom"),
    "only-blanks": Case(_text(" ;;\n\n;\u00a0\n"), refused="tom"),
    "web-page": Case(_text("<html><table><tr><td>1</td></tr></table></html>"), refused="webbsida"),
    "spreadsheet-2003": Case(_text("<?xml version='1.0'?><Workbook/>"), refused="webbsida"),
    "rich-text": Case(_text("{\\rtf1 hej}"), refused="JSON"),
    "too-many-columns": Case(_text(";".join("x" * 201)), refused="200 kolumner"),
    "a-million-columns": Case(_text(";".join("x" * 1_000_000)), refused="200 kolumner"),
    "too-many-rows": Case(_text("A;B\n" + "1;2\n" * 10_001), refused="10\u00a0000 rader"),
    "blank-without-end": Case(_text("A;B\n" + "\n" * 100_001 + "1;2"), refused="100\u00a0000"),
    "a-long-cell": Case(_text("A;B\nx;" + "å" * 32_768), refused="B2"),
    "a-very-long-cell": Case(_text("A;B\nx;" + "y" * 200_000), refused="för lång"),
}

OTHERS = {
    "pdf": Case(lambda: b"%PDF-1.7 ...", refused="PDF"),
    "picture": Case(lambda: b"\x89PNG\r\n\x1a\n", refused="bild"),
    "gzip": Case(lambda: b"\x1f\x8b\x08\x00", refused="gzip"),
    "old-xls": Case(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, refused=".xls)"),
    "encrypted-workbook": Case(
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), refused="lösenord"
    ),
    "encrypted-archive": Case(lambda: with_flag(workbook(_ROW), 1), refused="lösenord"),
    "word": Case(lambda: packed({"[Content_Types].xml": "", "word/document.xml": ""}), refused="Word"),
    "opendocument": Case(lambda: packed({"mimetype": "", "content.xml": ""}), refused=".ods"),
    "xlsb": Case(lambda: packed({"[Content_Types].xml": "", "xl/workbook.bin": b""}), refused=".xlsb"),
    "an-archive-of-texts": Case(
        lambda: packed({"a/b.csv": "A;B\n1;2", "__MACOSX/._b.csv": "x"}), {"A1": "A", "B2": "2"}
    ),
    "an-archive-of-more": Case(lambda: packed({"a.csv": "1;2", "b.txt": "x"}), refused="zip-arkiv. Packa upp"),
    "an-archive-with-a-bad-text": Case(lambda: packed({"a.csv": "A;B", "b.csv": ";"}), refused="b.csv: Filen är tom"),
    "an-archive-of-locked-texts": Case(lambda: with_flag(packed({"a.csv": "1;2"}), 1), refused="lösenord"),
    "an-archive-of-many-texts": Case(
        lambda: packed({f"{at}.csv": "A;B" for at in range(51)}), refused="fler än 50 filer"
    ),
    "an-archive-of-a-huge-text": Case(lambda: packed({"a.csv": b"\n" * 50_000_001}), refused="50 MB"),
    "cut-short": Case(lambda: workbook(_ROW)[:300], refused=_BROKEN),
    "archive-of-nothing": Case(lambda: packed({}), refused=_BROKEN),
    "json-scalar-rows": Case(_text("[1, 2]"), refused="formen av en tabell"),
    "json-nested": Case(_text('[{"a": {"b": 1}}]'), refused="objekt"),
    "json-twice": Case(_text('[{"a": 1, "a": 2}]'), refused="a"),
    "json-not-ours": Case(_text('{"format": "annat", "tables": {}}'), refused="formen av en tabell"),
    "json-list": Case(_text('[{"a": 1.10, "b": null}, {"b": "x"}]'), {"A1": "a", "A2": Decimal("1.1"), "B3": "x"}),
}

_RUNS = "<r><t>Nä</t></r><r><t>ra</t></r><rPh><t>x</t></rPh>"
_COPIED = "".join(f"<row r='{at}'><c r='B{at}'><v>{at}</v></c></row>" for at in (2, 3, 4))

WORKBOOKS = {
    "percent": Case(_number("0.853", "0.0%"), {"A1": Decimal("85.3")}),
    "binary-fraction": Case(_number("0.30000000000000004", "General"), {"A1": Decimal("0.3")}),
    "day": Case(_number("45069", "yyyy-mm-dd"), {"A1": date(2023, 5, 23)}),
    "day-and-time": Case(_number("45069.5", "yyyy-mm-dd hh:mm"), {"A1": datetime.fromisoformat("2023-05-23 12:00")}),
    "time": Case(_number("0.5", "hh:mm"), {"A1": "12:00"}),
    "swedish-format": Case(_number("45069", '[$-41D]"den "d mmmm yyyy'), {"A1": date(2023, 5, 23)}),
    "money-is-no-day": Case(_number("45069", '# ##0 "kr/day"'), {"A1": Decimal(45069)}),
    "before-the-calendar": Case(_number("-1", "yyyy-mm-dd"), {"A1": Fault}),
    "the-day-that-never-was": Case(_number("60", "yyyy-mm-dd"), {"A1": Fault}),
    "since-1904": Case(
        lambda: packed(
            {
                **parts("<row r='1'><c r='A1' s='1'><v>43607</v></c></row>", settings="<workbookPr date1904='1'/>"),
                "xl/styles.xml": "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>",
            }
        ),
        {"A1": date(2023, 5, 23)},
    ),
    "formula-value": Case(_rows("<row r='1'><c r='A1'><f>SUM(B1:C1)</f><v>7</v></c></row>"), {"A1": Decimal(7)}),
    "formula-text": Case(_rows("<row r='1'><c r='A1' t='str'><f>B1</f><v>ja</v></c></row>"), {"A1": "ja"}),
    "formula-never-reckoned": Case(_rows("<row r='1'><c r='A1'><f>SUM(B1:C1)</f></c></row>"), {"A1": Fault}),
    "formula-fault": Case(_rows("<row r='1'><c r='A1' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>"), {"A1": Fault}),
    "truth": Case(_rows("<row r='1'><c r='A1' t='b'><v>1</v></c></row>"), {"A1": True}),
    "iso-day": Case(_rows("<row r='1'><c r='A1' t='d'><v>2023-05-23</v></c></row>"), {"A1": date(2023, 5, 23)}),
    "no-addresses": Case(
        _rows("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"),
        {"B1": Decimal(2), "A2": Decimal(3)},
    ),
    "merged-down": Case(
        _rows(
            f"<row r='1'>{cell('A1', 'Vård')}<c r='B1'><v>1</v></c></row>{_COPIED}",
            "<mergeCells><mergeCell ref='A1:A3'/></mergeCells>",
        ),
        {"A1": "Vård", "A2": "Vård", "A3": "Vård", "A4": None},
    ),
    "merged-sideways": Case(
        _rows(f"<row r='1'>{cell('A1', 'Rubrik')}</row>", "<mergeCells><mergeCell ref='A1:D1'/></mergeCells>"),
        {"A1": "Rubrik", "B1": None},
    ),
    "merged-to-the-end": Case(
        _rows(
            f"<row r='1'>{cell('A1', 'x')}</row>{_COPIED}", "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"
        ),
        {"A4": "x", "A5": None},
    ),
    "rich-runs": Case(
        _part(
            "xl/worksheets/sheet1.xml",
            sheet("<row r='1'><c r='A1' t='inlineStr'><is>" + _RUNS + "</is></c></row>"),
        ),
        {"A1": "Nära"},
    ),
    "shared-texts": Case(
        lambda: packed(
            {
                **parts("<row r='1'><c r='A1' t='s'><v>1</v></c></row>"),
                "xl/sharedStrings.xml": f"<sst xmlns='{MAIN}'><si><t>a</t></si>"
                "<si><r><t>b_x000D_</t></r><r><t>c</t></r></si></sst>",
            }
        ),
        {"A1": "b\rc"},
    ),
    "strict": Case(_rows(_ROW, main=STRICT), {"A1": Decimal(1)}),
    "gaps": Case(
        _rows("<row r='3'><c r='D3'><v>1</v></c></row><row r='9'><c r='B9'><v>2</v></c></row>"),
        {"D3": Decimal(1), "B9": Decimal(2), "A3": None},
    ),
    "styled-blank-columns": Case(
        _rows("<row r='1'><c r='A1'><v>1</v></c><c r='XFD1' s='0'/></row>"), {"A1": Decimal(1)}
    ),
    "unknown-style": Case(_rows("<row r='1'><c r='A1' s='99'><v>1</v></c></row>"), {"A1": Decimal(1)}),
    "odd-styles-part": Case(
        _part("xl/styles.xml", "<styleSheet><fills><fill/></fills></styleSheet>"), {"A1": Decimal(1)}
    ),
    "link-outside": Case(
        _part(
            "xl/externalLinks/_rels/e.xml.rels",
            "<Relationships><Relationship Target='http://x.invalid/' TargetMode='External'/></Relationships>",
        ),
        {"A1": Decimal(1)},
    ),
    "text-that-looks-like-a-formula": Case(_rows(f"<row r='1'>{cell('A1', '=1+1')}</row>"), {"A1": "=1+1"}),
    "number-beyond-the-sheets": Case(_rows("<row r='1'><c r='AAAA1'><v>1</v></c></row>"), refused=_BROKEN),
    "text-that-is-not-there": Case(_rows("<row r='1'><c r='A1' t='s'><v>7</v></c></row>"), refused=_BROKEN),
    "no-number": Case(_rows("<row r='1'><c r='A1'><v>sju</v></c></row>"), refused=_BROKEN),
    "infinite": Case(_rows("<row r='1'><c r='A1'><v>Infinity</v></c></row>"), refused=_BROKEN),
    "row-without-end": Case(_rows("<row r='inf'><c><v>1</v></c></row>"), refused=_BROKEN),
    "unknown-encoding": Case(_part("xl/styles.xml", "<?xml version='1.0' encoding='utf--6'?><a/>"), refused=_BROKEN),
    "half-a-character": Case(
        _rows(f"<row r='1'>{cell('A1', 'a_xD800_b_x0000_c_x0041_')}</row>"), {"A1": "a\ufffdb\ufffdcA"}
    ),
    "blank-workbook": Case(_rows(""), refused="tom"),
    "no-sheets": Case(_part("xl/workbook.xml", f"<workbook xmlns='{MAIN}'/>"), refused=_BROKEN),
    "sheet-missing": Case(lambda: packed({k: v for k, v in parts(_ROW).items() if "sheet1" not in k}), refused=_BROKEN),
    "broken-sheet": Case(_part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"), refused=_BROKEN),
    "macros": Case(_part("xl/vbaProject.bin", b"x"), refused="makron"),
    "macro-sheets": Case(_part("xl/macrosheets/sheet1.xml", "<x/>"), refused="makron"),
    "macro-type": Case(_part("[Content_Types].xml", "<Types a='x.macroEnabled.main+xml'/>"), refused="makron"),
    "external-entity": Case(_rows(_ROW, before=_DTD), refused="DTD"),
    "external-entity-utf16": Case(
        _part(
            "xl/worksheets/sheet1.xml",
            ("<?xml version='1.0' encoding='utf-16'?>" + sheet(_ROW, before=_DTD)).encode("utf-16"),
        ),
        refused="DTD",
    ),
    "billion-laughs": Case(_part("xl/sharedStrings.xml", f"{_LAUGHS}<sst><si><t>&b;</t></si></sst>"), refused="DTD"),
    "entity-in-styles": Case(_part("xl/styles.xml", f"{_DTD}<styleSheet/>"), refused="DTD"),
    "prologue-without-end": Case(_part("xl/styles.xml", "<!--" + "x" * 200_000 + "--><styleSheet/>"), refused=_BROKEN),
    "zip-bomb": Case(bomb, refused="packar upp"),
    "bomb-of-texts": Case(_part("xl/sharedStrings.xml", b"<sst><si><t>" + b"x" * 61_000_000), refused="packar upp"),
    "many-parts": Case(lambda: packed({**parts(_ROW), **{f"x/{at}": "" for at in range(2001)}}), refused="packar upp"),
    "nested-without-end": Case(_part("xl/worksheets/sheet1.xml", "<worksheet>" + "<a>" * 5000), refused=_BROKEN),
    "many-columns": Case(_rows("<row r='1'><c r='XFD1'><v>1</v></c></row>"), refused="200 kolumner"),
    "many-rows": Case(_rows("".join("<row><c><v>1</v></c></row>" for _ in range(10_100))), refused="10\u00a0000 rader"),
    "blank-rows-without-end": Case(_rows("<row/>" * 100_001), refused="100\u00a0000"),
    "long-cell": Case(_rows(f"<row r='1'>{cell('A1', 'x' * 32_768)}</row>"), refused="A1"),
    "many-columns-together": Case(lambda: _sheets(6, 200), refused="1\u00a0000 kolumner i alla blad"),
    "many-sheets": Case(lambda: _sheets(51, 1), refused="50 blad"),
    "many-tables": Case(
        _text(json.dumps({"format": FORMAT, "version": VERSION, "tables": {str(at): [{}] for at in range(51)}})),
        refused="50 blad",
    ),
    "same-part-twice": Case(lambda: packed({**parts(_ROW), "XL/Workbook.xml": "<workbook/>"}), refused=_BROKEN),
    "sheet-outside-the-file": Case(
        _part(
            "xl/_rels/workbook.xml.rels",
            f"<Relationships><Relationship Id='rId1' Type='{RELATIONS}/worksheet' "
            "Target='../../../worksheets/x.xml'/></Relationships>",
        ),
        refused=_BROKEN,
    ),
}

FILES = {**TEXTS, **OTHERS, **WORKBOOKS}

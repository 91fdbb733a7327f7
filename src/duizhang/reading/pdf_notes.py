"""What is laid over a PDF page and is no part of its text: fields of a form, notes typed on it."""

from __future__ import annotations

import pypdfium2.raw as pdfium

_MOST = 2000  # of one page that are looked at
# Kind of annotation -> the key of what a person typed.
_TYPED = {pdfium.FPDF_ANNOT_FREETEXT: b"Contents", pdfium.FPDF_ANNOT_WIDGET: b"V"}


def typed_over(page: pdfium.FPDF_PAGE) -> int:
    """How many filled fields and typed notes lie over an open ``page``."""
    found = 0
    for i in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST)):
        note = pdfium.FPDFPage_GetAnnot(page, i)
        if not note:
            continue
        key = _TYPED.get(pdfium.FPDFAnnot_GetSubtype(note))
        # the length is in bytes of UTF-16 with its end: 2 is nothing
        found += key is not None and pdfium.FPDFAnnot_GetStringValue(note, key, None, 0) > 2
        pdfium.FPDFPage_CloseAnnot(note)
    return found

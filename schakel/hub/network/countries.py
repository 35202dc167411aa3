"""Where a company of ours is, for the reports and its business card."""

HOME = "BE"  # where a company is whose VAT number does not say it


def country_of_vat_number(vat_number: str) -> str:
    """Of a company of ours, from the letters of its VAT number; Greece writes EL there."""
    letters = vat_number[:2].upper()
    return {"EL": "GR"}.get(letters, letters) if letters.isalpha() and len(letters) == 2 else HOME

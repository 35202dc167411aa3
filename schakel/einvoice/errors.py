"""What can be wrong with something handed to this package, as values with a code and plain words."""

from schakel.base.errors import SchakelError


class EInvoiceError(SchakelError):
    """Something handed in cannot be used; trying again will not help."""

    section = "einvoice.errors"

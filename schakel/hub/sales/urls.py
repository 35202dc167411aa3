from django.urls import URLPattern, path

from schakel.hub.sales.books.book import BOOKS, Book
from schakel.hub.sales.books.views import books, sheets
from schakel.hub.sales.drafts.views import attachments, overview
from schakel.hub.sales.drafts.views import draft as drafts
from schakel.hub.sales.issuing import views as numbering
from schakel.hub.sales.mailing import views as mailing
from schakel.hub.sales.recurring import views as recurring
from schakel.hub.sales.seller import views as seller
from schakel.hub.sales.uploads import views as uploads

app_name = "sales"


def of(book: Book) -> list[URLPattern]:
    """Customers and products have the same pages."""
    name, more = book.name, {"book": book}
    return [
        path(f"companies/<int:pk>/{name}/", books.list_, more, name=name),
        path(f"companies/<int:pk>/{name}/new/", books.new, more, name=f"{name}_new"),
        path(f"companies/<int:pk>/{name}/found", books.find, more, name=f"{name}_find"),
        path(f"companies/<int:pk>/{name}/spreadsheet", sheets.export, more, name=f"{name}_export"),
        path(f"companies/<int:pk>/{name}/import/", sheets.import_, more, name=f"{name}_import"),
        path(f"{name}/<int:pk>/", books.edit, more, name=f"{name}_edit"),
        path(f"{name}/<int:pk>/removal", books.remove, more, name=f"{name}_remove"),
    ]


urlpatterns: list[URLPattern] = [
    *(each for book in BOOKS.values() for each in of(book)),
    path("companies/<int:pk>/uploads/", uploads.new, name="uploads"),
    path("uploads/<int:pk>/", uploads.upload, name="upload"),
    path("uploads/<int:pk>/document", uploads.file, name="file_upload"),
    path("uploads/<int:pk>/removal", uploads.discard, name="discard_upload"),
    path("uploads/<int:pk>/paper", uploads.paper, name="upload_paper"),
    path("recurrences/", recurring.list_, name="recurrences"),
    path("recurrences/<int:pk>/state", recurring.change, name="change_recurrence"),
    path("drafts/<int:pk>/recurrence/", recurring.of_draft, name="recur_draft"),
    path("documents/<int:pk>/recurrence/", recurring.of_document, name="recur_document"),
    path("documents/<int:pk>/elsewhere/removal", overview.not_elsewhere, name="not_elsewhere"),
    path("documents/<int:pk>/mail/", mailing.mail, name="mail"),
    path("drafts/<int:pk>/mailing", mailing.of_draft, name="mail_draft"),
    path("mailings/<int:pk>/again", mailing.again, name="mail_again"),
    path("companies/<int:pk>/numbering/", numbering.numbering, name="numbering"),
    path("companies/<int:pk>/settings/", seller.settings, name="seller"),
    path("companies/<int:pk>/settings/accounts", seller.accounts, name="accounts"),
    path("companies/<int:pk>/settings/logo", seller.logo, name="logo"),
    path("companies/<int:pk>/settings/example.pdf", seller.example_, name="example"),
    path("", overview.list_, name="list"),
    path("drafts", overview.new, name="new"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/removal", drafts.delete, name="delete"),
    path("drafts/<int:pk>/document", drafts.issue_only, name="issue"),
    path("drafts/<int:pk>/preview.pdf", drafts.preview, name="preview"),
    path("drafts/<int:pk>/attachments", attachments.attach, name="attach"),
    path("attachments/<int:pk>/removal", attachments.detach, name="detach"),
    path("documents/<int:pk>/drafts", overview.from_document, name="from_document"),
]

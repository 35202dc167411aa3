"""The sequences of a company: how numbers are written, from which they go on, and why some are missing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.issuing import numbers
from schakel.hub.sales.issuing.forms import NumberingForm
from schakel.hub.sales.models import Gap, Numbering
from schakel.hub.sales.rights import companies_sold_for_by


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def numbering(request: SignedIn, pk: int) -> HttpResponse:
    company, asked = get_object_or_404(companies_sold_for_by(request.user), pk=pk), request.POST.get("series", "")
    today, forms, is_wrong = timezone.localdate(), [], False
    for series in Numbering.Series:
        counter = numbers.counter_of(numbers.numbering_of(company, series), on=today)
        form = NumberingForm(request.POST if asked == series else None, counter=counter, prefix=series.value)
        if asked == series and form.is_valid():
            cleaned = form.cleaned_data
            numbers.change_numbering(
                counter, cleaned["pattern"], to=cleaned["next"], reason=cleaned["reason"], by=request.user
            )
            messages.success(request, _("Saved."))
            return redirect("sales:numbering", pk)
        is_wrong = is_wrong or form.is_bound
        forms.append((series, form, numbers.number_text(counter.numbering.pattern, counter.next, on=today)))
    gaps = Gap.objects.filter(numbering__company=company).select_related("numbering", "by").order_by("-at", "-pk")
    context = {"company": company, "forms": forms, "gaps": [(each, numbers.gap_text(each)) for each in gaps]}
    return render(request, "sales/numbering.html", context, status=422 if is_wrong else 200)

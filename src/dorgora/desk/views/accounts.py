"""How an officer will sign in from now on: her device's passkey, and ten codes on paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dorgora.config.guard import may_enter
from dorgora.desk import frame, passkeys, refusals
from dorgora.desk.views.signing_in import CODES_ARE_DUE
from dorgora.kernel.errors import Refused
from dorgora.people import local as accounts


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("credential")
def add_passkey(request: Any) -> HttpResponse:
    """Her phone, laptop or key becomes a passkey of this desk; where there is none she goes on without."""
    refusal = None
    if request.method == "POST":
        try:
            passkeys.add(request.user, request.POST.get("credential", ""))
            return redirect("desk:recovery_codes")
        except Refused as refused:
            refusal = refusals.told(refused)
    told: dict[str, Any] = {
        "options": {"creation_options": passkeys.registration_options(request.user)},
        "refusal": refusal,
        "is_error": bool(refusal),
    }
    return frame.page(request, "desk/add_passkey.html", status=403 if refusal else 200, **told)


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: Any) -> HttpResponse:
    """Her ten codes, made and shown when she asks, until she says that they are on paper; then never again."""
    if not request.session.get(CODES_ARE_DUE):
        return redirect("desk:queue")
    if request.POST.get("done"):
        del request.session[CODES_ARE_DUE]
        return redirect("desk:queue")
    codes = accounts.recovery_codes(request.user) if request.method == "POST" else []
    return frame.page(request, "desk/recovery_codes.html", codes=[(code[:4], code[4:]) for code in codes])

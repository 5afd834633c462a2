"""How an officer will sign in from now on: her device's passkey, and ten codes on paper."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dorgora.config.guard import may_enter
from dorgora.desk import frame, passkeys, refusals
from dorgora.desk.views.signing_in import CODES_ARE_DUE, SIGNED_IN_AT
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import local as accounts

FRESH_SECONDS = 5 * 60


def right_after_signing_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that makes a way into the desk: nobody comes to it at a desk that was left open."""

    @wraps(view)
    def shown(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        since = abs(clock.now_seconds() - int(request.session.get(SIGNED_IN_AT, 0)))
        if since > FRESH_SECONDS and not request.session.get(CODES_ARE_DUE):
            again = f"{reverse('desk:sign_in')}?{urlencode({'next': request.path})}"
            return frame.refusal_page(
                request, Refused("sign_in_again"), onward_url=again, onward=_("Sign in once more")
            )
        return view(request, *args, **kwargs)

    return shown


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@right_after_signing_in
@sensitive_post_parameters("credential")
def add_passkey(request: Any) -> HttpResponse:
    """Her phone, laptop or key becomes a passkey of this desk; where there is none she goes on without."""
    refusal, are_due = None, bool(request.session.get(CODES_ARE_DUE))
    if request.method == "POST":
        try:
            passkeys.add(request.user, request.POST.get("credential", ""))
            return redirect("desk:recovery_codes" if are_due else "desk:queue")
        except Refused as refused:
            refusal = refusals.told(refused)
    told: dict[str, Any] = {
        "options": {"creation_options": passkeys.registration_options(request.user)},
        "refusal": refusal,
        "is_error": bool(refusal),
        "codes_are_due": are_due,
    }
    return frame.page(request, "desk/add_passkey.html", status=403 if refusal else 200, **told)


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@right_after_signing_in
def recovery_codes(request: Any) -> HttpResponse:
    """Ten new codes, made and shown when she asks, once: she says that they are on paper; older ones are void."""
    if request.POST.get("done"):
        request.session.pop(CODES_ARE_DUE, None)
        return redirect("desk:queue")
    codes = accounts.recovery_codes(request.user) if request.method == "POST" else []
    told: dict[str, Any] = {
        "codes": [(code[:4], code[4:]) for code in codes],
        "back_url": "" if request.session.get(CODES_ARE_DUE) else reverse("desk:alarms"),
    }
    return frame.page(request, "desk/recovery_codes.html", **told)

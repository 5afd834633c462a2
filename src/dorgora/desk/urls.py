"""The addresses of the desk: signing in, the queue and a file, then what the keepers look after."""

from django.urls import path

from dorgora.desk.views import (
    accounts,
    certificate,
    erasing,
    file,
    finding,
    linking,
    outgoing,
    queue,
    signing_in,
    state,
)

app_name = "desk"
urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-in/passkey", signing_in.passkey, name="passkey"),
    path("sign-in/first", signing_in.first_sign_in, name="first_sign_in"),
    path("cover", signing_in.cover, name="cover"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("passkey/new", accounts.add_passkey, name="add_passkey"),
    path("recovery-codes", accounts.recovery_codes, name="recovery_codes"),
    path("", queue.queue, name="queue"),
    path("find", finding.find, name="find"),
    path("files/<int:file_id>", file.file, name="file"),
    path("files/<int:file_id>/papers/<slug:kind>", file.paper, name="paper"),
    path("files/<int:file_id>/certificate/revoke", certificate.revoke, name="revoke"),
    path("lists/to/<slug:authority>", outgoing.outgoing, name="outgoing"),
    path("lists/<int:list_id>", outgoing.outgoing_list, name="outgoing_list"),
    path("alarms", state.alarms, name="alarms"),
    path("alarms/<int:alarm_id>", state.alarm, name="alarm"),
    path("laptops", state.nodes, name="nodes"),
    path("lookalikes", linking.lookalikes, name="lookalikes"),
    path("lookalikes/found", linking.findings, name="findings"),
    path("lookalikes/<int:first_id>/<int:second_id>", linking.pair, name="pair"),
    path("erasures", erasing.erasures, name="erasures"),
    path("erasures/<int:request_id>", erasing.erasure, name="erasure"),
]

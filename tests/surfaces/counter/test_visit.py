"""A visit at the counter, from the citizen's name to the receipt in her hand."""

import re
from typing import Any

from tests.surfaces.counter.stage import days_ago, form_of


def test_a_visit_ends_with_a_receipt(counter: Any) -> None:
    page = counter.register()
    assert "Rahima Khatun" in page.content.decode()
    citizen = int(re.search(r"/citizens/(\d+)", counter.at).group(1))  # type: ignore[union-attr]
    number = counter.lodge(citizen, born=days_ago(100))
    receipt = counter.get(f"/counter/files/{number}/receipt").content.decode()
    assert "75.00" in receipt and "25.00" in receipt and "50.00" in receipt

"""Accept: staff take an answer in doubt for the person's; it counts as if it were posted now."""

from __future__ import annotations

from datetime import datetime

from drip.flow.answering import doubtful
from drip.flow.answering.posting import Given, Post, post_all
from drip.flow.services import Services
from drip.links import LinkPurpose


def accept(
    services: Services, *, subscriber_id: int, check_in_id: int, actor: str, now: datetime
) -> bool:
    """Let what stands in doubt in a check-in count; False when nothing does, or time is over."""
    lines = [
        one for one in doubtful.waiting(services, subscriber_id) if one.check_in_id == check_in_id
    ]
    if not lines:
        return False
    token = services.links.token(LinkPurpose.ANSWER, lines[0].delivery_id, now=now)
    form = {one.question: one.value for one in lines}
    (came,) = post_all(services, [Post(token=token, form=form, accepted_by=actor)], now)
    return isinstance(came, Given)

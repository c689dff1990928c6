# Runs one of the shared cases of tests/cases; the README there describes the format.
import re

import postern


class CaseFailed(AssertionError):
    pass


def run_case(case, engine):
    saved = {}
    for number, step in enumerate(case["steps"], 1):
        step = filled(step, saved)
        for _ in range(step.get("times", 1)):
            try:
                run_step(step, engine, saved)
            except CaseFailed as failure:
                verb = step.get("call") or next(iter(step))
                raise CaseFailed(f"step {number} ({verb}): {failure}") from failure.__cause__


def run_step(step, engine, saved):
    try:
        result = perform(step, engine)
    except postern.ClientError as error:
        return check_refusal(step, error)
    if "refused" in step:
        raise CaseFailed(f"was not refused, but answered {result}")
    check_subset(step.get("expect", {}), result, "")
    for path in step.get("absent", ()):
        if at(result, path) is not None:
            raise CaseFailed(f"{path} is there")
    for name, path in step.get("save", {}).items():
        saved[name] = at(result, path)
        if saved[name] is None:
            raise CaseFailed(f"there is no {path}")


def perform(step, engine):
    if "call" in step:
        return engine.call(step["call"], step["with"])
    if "verify" in step:
        options = step.get("options", {})
        return engine.verify(
            step["verify"],
            user_pool=options.get("user_pool_id"),
            client_id=options.get("client_id"),
            token_use=options.get("token_use"),
            leeway=options.get("leeway_s", 0),
        )
    if "inbox" in step:
        return as_json(engine.inbox[-1])
    engine.clock.advance(seconds=step["advance_s"])
    return {}


def as_json(message):
    return {
        "Medium": message.medium,
        "Destination": message.destination,
        "Subject": message.subject,
        "Body": message.body,
        "UserPoolId": message.user_pool_id,
        "Username": message.username,
        "ClientId": message.client_id,
        "Source": message.source,
        "Code": message.code,
    }


def check_refusal(step, error):
    wanted = step.get("refused")
    if wanted is None:
        raise CaseFailed(f"refused: {error}") from error
    if error.code != wanted["code"] or error.message != wanted.get("message", error.message):
        raise CaseFailed(f"refused otherwise: {error}") from error


def check_subset(wanted, found, path):
    if isinstance(wanted, dict) and isinstance(found, dict):
        for name, value in wanted.items():
            check_subset(value, found.get(name), f"{path}.{name}")
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for index, value in enumerate(wanted):
            check_subset(value, found[index], f"{path}.{index}")
    elif type(wanted) is not type(found) or wanted != found:
        raise CaseFailed(f"{path or 'result'} is {found!r}, not {wanted!r}")


def at(value, path):
    """What is at a dotted path, or None.."""
    for part in path.split("."):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def filled(value, saved):
    if isinstance(value, dict):
        return {key: filled(inner, saved) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, saved) for inner in value]
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda found: saved[found.group(1)], value)
    return value

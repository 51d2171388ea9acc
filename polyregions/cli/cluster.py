"""The cluster of dask that ``--dask`` names, connected to for the time of a command."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from threading import Thread
from typing import TypeVar

from polyregions.errors import PolyregionsError

__all__ = ["connected", "executor_at"]

_SECONDS = 5  # that a scheduler may take to answer

Connection = TypeVar("Connection")

_connections: ContextVar[ExitStack] = ContextVar("connections")


@contextmanager
def connected() -> Iterator[None]:
    """Let the connections that are made in a block end with it."""
    with ExitStack() as stack:
        token = _connections.set(stack)
        try:
            yield
        finally:
            _connections.reset(token)


def executor_at(address: str | None) -> Executor | None:
    """Return the executor of the cluster whose scheduler has an address, None without one.

    Raises
    ------
    PolyregionsError
        If dask is missing, or nobody answers at the address.
    """
    if address is None:
        return None
    try:
        from distributed import Client
    except ImportError as error:
        raise PolyregionsError(
            "--dask needs dask.distributed: install it by pip install 'polyregions[dask]'"
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # errors are one line
    try:
        client = _in_time(lambda: Client(address, timeout=_SECONDS))
    except (OSError, ValueError) as error:
        raise PolyregionsError(
            f"no scheduler of dask answers at {address!r}: give the address that it prints when it "
            "starts, such as tcp://host:8786"
        ) from error
    _connections.get().enter_context(client)
    executor: Executor = client.get_executor(pure=False)
    return executor


def _in_time(connect: Callable[[], Connection]) -> Connection:
    """Return what a connection gives, however silent the other side is.

    Dask's own limit of time ends with the connection: of what accepts it and says nothing, it waits
    for the first word for ever.

    Raises
    ------
    TimeoutError
        If it takes too long.
    """
    answer: Future[Connection] = Future()

    def answered() -> None:
        try:
            answer.set_result(connect())
        except BaseException as error:
            answer.set_exception(error)

    Thread(target=answered, daemon=True).start()
    return answer.result(2 * _SECONDS)

"""Several workers behind one port, each with a Unix socket of its own: so that nginx spreads requests, and not chance connections."""

from socket import socket

from uvicorn import Config
from uvicorn.supervisors import Multiprocess


class Workers(Multiprocess):
    """uvicorn's workers. port: what all of them accept from; own: one socket for each of them, or none."""

    def __init__(self, config: Config, port: socket, own: list[socket]) -> None:
        self._port, self._own = port, own
        super().__init__(config, [port])

    @property
    def sockets(self) -> list[socket]:
        """Return what the worker that is started next accepts from: it takes the place of one that has ended."""
        place = next((at for at, one in enumerate(self.processes) if not one.process.is_alive()), len(self.processes))
        return [self._port, *self._own[place : place + 1]]

    @sockets.setter
    def sockets(self, sockets: list[socket]) -> None:
        """Leave it to the getter."""

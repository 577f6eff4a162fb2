"""TCP links that can be cut, hung, slowed and halved, in a process of their own."""

import asyncio
import multiprocessing
import socket

CHUNK_BYTES = 65536
CONTROL_SECONDS = 30


class Link:
    """One listening port, whose connections go on to a target. What its mode means:
    `open`: everything passes. `cut`: connections are reset, new ones too. `hang`: connections are
    taken, and nothing passes until it is open again. `slow`: each piece waits. `half`: requests
    pass and answers are lost; whoever lost one is reset when it is open again."""

    def __init__(self, target):
        self.target = target
        self.mode, self.delay_seconds = "open", 0.0
        self.pipes = set()
        self.opened = asyncio.Event()
        self.opened.set()
        self.server = None

    async def listen(self, port):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", port)

    def set_mode(self, mode, delay_seconds):
        self.mode, self.delay_seconds = mode, delay_seconds
        (self.opened.clear if mode == "hang" else self.opened.set)()
        for pipe in list(self.pipes):
            if mode == "cut" or (mode == "open" and pipe.has_lost):
                pipe.abort()

    async def _serve(self, reader, writer):
        if self.mode == "cut":
            writer.transport.abort()
            return
        await self.opened.wait()
        try:
            onward_reader, onward_writer = await asyncio.open_connection(*self.target)
        except OSError:
            writer.transport.abort()
            return
        pipe = Pipe(writer, onward_writer)
        self.pipes.add(pipe)
        try:
            await asyncio.gather(
                self._pass_on(reader, onward_writer, pipe, is_answer=False),
                self._pass_on(onward_reader, writer, pipe, is_answer=True),
            )
        finally:
            pipe.abort()
            self.pipes.discard(pipe)

    async def _pass_on(self, reader, writer, pipe, is_answer):
        try:
            while data := await reader.read(CHUNK_BYTES):
                await self.opened.wait()
                if self.mode == "slow":
                    await asyncio.sleep(self.delay_seconds)
                if self.mode == "half" and is_answer:
                    pipe.has_lost = True
                    continue
                writer.write(data)
                await writer.drain()
            writer.write_eof()
        except (OSError, RuntimeError):
            pipe.abort()


class Pipe:
    def __init__(self, *writers):
        self.writers = writers
        self.has_lost = False

    def abort(self):
        for writer in self.writers:
            writer.transport.abort()

    def onward_port(self):
        """The port by which the target knows this connection."""
        name = self.writers[1].get_extra_info("sockname")
        return name[1] if name else None


async def _carry_out(links, action, name, arguments):
    if action == "add":
        links[name] = Link(arguments[1])
        await links[name].listen(arguments[0])
    elif action == "target":
        links[name].target = arguments[0]
    elif action == "mode":
        links[name].set_mode(*arguments)
    elif action == "ports":
        return [pipe.onward_port() for pipe in links[name].pipes]
    return None


async def _obey(control):
    links = {}
    loop = asyncio.get_running_loop()
    while True:
        order = await loop.run_in_executor(None, control.recv)
        if order is None:
            return
        control.send(await _carry_out(links, *order))


def _run(control):
    try:
        asyncio.run(_obey(control))
    except (EOFError, KeyboardInterrupt):
        pass  # whoever gave the orders has gone


class Network:
    """The links of a stage, by name. Calls come from one thread."""

    def __init__(self):
        self._control, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_run, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def _order(self, action, name, *arguments):
        self._control.send((action, name, arguments))
        if not self._control.poll(CONTROL_SECONDS):
            raise RuntimeError("the proxies do not answer")
        return self._control.recv()

    def add(self, name, target, port=None):
        """Opens a link; returns the port at which it listens."""
        port = port or free_port()
        self._order("add", name, port, target)
        return port

    def set_target(self, name, target):
        self._order("target", name, target)

    def set_mode(self, name, mode, delay_seconds=0.0):
        self._order("mode", name, mode, delay_seconds)

    def onward_ports(self, name):
        return self._order("ports", name)

    def close(self):
        if self._process.is_alive():
            self._control.send(None)
            self._process.join(CONTROL_SECONDS)
        if self._process.is_alive():
            self._process.kill()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]

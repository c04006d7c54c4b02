"""`GET /models/rasa`: Rasa fetches the live model here, 304 while it has it already."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.learning import registry
from bot.runtime import Runtime


def routes(runtime: Runtime) -> list[Route]:
    """The model door; it works while Rasa and the worker are down."""

    async def model(request: Request) -> Response:
        if not registry.may_fetch(runtime, request.headers.get("authorization", "")):
            return Response(status_code=403)
        async with runtime.db.read() as session:
            live = await registry.live(session)
        if live is None:
            return Response(status_code=204)
        path = runtime.settings.models_dir / live.file_name
        if not path.exists():
            return Response(status_code=404)
        headers = {"ETag": live.sha256, "filename": live.file_name}
        if request.headers.get("if-none-match", "").strip('"') == live.sha256:
            return Response(status_code=304, headers=headers)
        return FileResponse(path, media_type="application/gzip", headers=headers)

    return [Route("/models/rasa", model, methods=["GET"])]

"""What uvicorn serves: pages go to WSGI in threads, which doubles their rate over plain ASGI (docs/adr/0004).

Live sessions will have their own path here, answered by Django's ASGI application.
"""

from a2wsgi import WSGIMiddleware

from config.wsgi import application as pages

application = WSGIMiddleware(pages, workers=8)

# One image for every role (weige serve --role …): the wheel made by `make wheel`, on top of its pinned dependencies.
FROM python:3.12-slim
RUN useradd --system --create-home weige && mkdir -m 700 /data && chown weige /data
COPY requirements.lock dist/*.whl /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock && pip install --no-cache-dir --no-deps /tmp/*.whl
USER weige
VOLUME /data
ENTRYPOINT ["weige"]
CMD ["serve", "--role", "web", "--host", "0.0.0.0"]

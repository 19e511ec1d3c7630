# onrecord in a container; without arguments it serves the workbench on port 8321 for the archive /data/news.db.
# How to run it: docs/installing.md.

FROM docker.io/library/rust:1-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --locked --release -p onrecord-cli --features full && mkdir /data

# Only glibc and libgcc, a user without rights, and no shell.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/release/onrecord /usr/local/bin/onrecord
COPY --from=build /src/LICENSE-MIT /src/LICENSE-APACHE /usr/share/doc/onrecord/
COPY --from=build --chown=65532:65532 /data /data
WORKDIR /data
VOLUME /data
EXPOSE 8321
ENTRYPOINT ["/usr/local/bin/onrecord"]
# From outside the container, the workbench asks for a password.
CMD ["serve", "--archive", "/data/news.db", "--address", "0.0.0.0", "--password-file", "/run/secrets/onrecord"]

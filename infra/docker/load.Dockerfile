# k6 with the scenarios of loadtest/: docker build -f infra/docker/load.Dockerfile -t quotebridge/load:dev .
ARG K6=grafana/k6:1.8.1
FROM ${K6}
WORKDIR /scenarios/loadtest
COPY loadtest ./
COPY services/shared/contracts/wire ../services/shared/contracts/wire

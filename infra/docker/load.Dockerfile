# k6 with the scenarios of loadtest/k6: docker build -f infra/docker/load.Dockerfile -t quotebridge/load:dev .
ARG K6=grafana/k6:1.8.1
FROM ${K6}
WORKDIR /scenarios/loadtest/k6
COPY loadtest/k6 ./
COPY services/shared/contracts/wire ../../services/shared/contracts/wire

//! The Hub's data inside the program, for native front ends and tests: one line per repository file.

use super::bundle;
use super::catalog::Catalog;

macro_rules! files {
    ($($name:literal)*) => {
        &[$((concat!("hub/", $name, ".json"), include_str!(concat!("../../static/hub/", $name, ".json")))),*]
    };
}

/// Resource names and contents, in name order as the folder lists them.
const FILES: &[(&str, &str)] = files![
    "adminer"
    "almalinux"
    "alpine"
    "alpine_git"
    "alpine_node"
    "amazonlinux"
    "archlinux"
    "bash"
    "buildpack-deps"
    "busybox"
    "caddy"
    "cassandra"
    "centos"
    "composer"
    "consul"
    "couchdb"
    "curlimages_curl"
    "debian"
    "docker"
    "docker_getting-started"
    "docker_welcome-to-docker"
    "docker_whalesay"
    "dockersamples_101-tutorial"
    "dockersamples_visualizer"
    "dpage_pgadmin4"
    "drupal"
    "eclipse-temurin"
    "elasticsearch"
    "fedora"
    "gcc"
    "gcr.io_distroless_base-debian12"
    "gcr.io_distroless_nodejs22-debian12"
    "gcr.io_distroless_python3-debian12"
    "gcr.io_distroless_static"
    "gcr.io_distroless_static-debian12"
    "ghost"
    "golang"
    "gradle"
    "grafana_grafana"
    "haproxy"
    "hello-world"
    "httpd"
    "influxdb"
    "java"
    "jenkins"
    "jenkins_jenkins"
    "joomla"
    "jpetazzo_clock"
    "kibana"
    "mariadb"
    "maven"
    "mcr.microsoft.com_dotnet_aspnet"
    "mcr.microsoft.com_dotnet_runtime"
    "mcr.microsoft.com_dotnet_sdk"
    "memcached"
    "mhart_alpine-node"
    "minio_minio"
    "mongo"
    "mongo-express"
    "mysql"
    "nats"
    "neo4j"
    "nextcloud"
    "nginx"
    "nginxdemos_hello"
    "nginxinc_nginx-unprivileged"
    "nicolaka_netshoot"
    "node"
    "openjdk"
    "oraclelinux"
    "perl"
    "php"
    "phpmyadmin"
    "phpmyadmin_phpmyadmin"
    "portainer_portainer-ce"
    "postgres"
    "prom_prometheus"
    "python"
    "rabbitmq"
    "redis"
    "redmine"
    "registry"
    "rockylinux"
    "rockylinux_rockylinux"
    "ruby"
    "rust"
    "sonarqube"
    "swarm"
    "telegraf"
    "tomcat"
    "traefik"
    "traefik_whoami"
    "ubuntu"
    "vault"
    "wordpress"
    "zookeeper"
];

/// The descriptions of the files in images that do not travel with the page.
const TAIL: (&str, &str) = ("hub/tail.txt", include_str!("../../static/hub/tail.txt"));

/// The whole catalogue, nothing left to fetch.
pub fn catalog() -> Option<Catalog> {
    let catalog = Catalog::load(bundle::EMBEDDED.as_bytes())?;
    for (name, text) in FILES.iter().chain([&TAIL]) {
        catalog.provide(name, text.as_bytes());
    }
    Some(catalog)
}

/// One resource's text by its name, for a front end that answers a world's request.
pub fn resource(name: &str) -> Option<&'static str> {
    FILES.iter().chain([&TAIL]).find(|(known, _)| *known == name).map(|(_, text)| *text)
}

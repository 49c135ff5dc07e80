//! Database servers and their clients. Redis answers for real; PostgreSQL, MySQL, MariaDB and MongoDB start, log, listen and
//! keep their data folders, but speak no language.

mod redis_cli;
mod redis_data;
mod redis_server;
mod resp;
mod servers;
#[cfg(test)]
mod tests;

pub(super) use redis_cli::main as redis_cli;
pub(super) use redis_server::main as redis_server;
pub(super) use servers::{client, is_ready, mongod, mysqladmin, mysqld, postgres};

//! Servers that start as in life and then only listen: PostgreSQL, MySQL, MariaDB, MongoDB. Their first start fills the data
//! folder, a later one finds it. A client that connects is hung up on.

use crate::base::time::{MILLI, SECOND};
use crate::os::{Disposition, Either, ExitStatus, Ip, Process, ProgramFuture, Signal, select};
use crate::programs::kit::{Next, Tool, dates};
use crate::vfs::{Content, Errno};

/// Runs `postgres`.
pub(in crate::programs) fn postgres(tool: Tool) -> ProgramFuture {
    Box::pin(run_postgres(tool))
}

/// Runs `mysqld` and `mariadbd`.
pub(in crate::programs) fn mysqld(tool: Tool) -> ProgramFuture {
    Box::pin(run_mysql(tool))
}

/// Runs `mongod`.
pub(in crate::programs) fn mongod(tool: Tool) -> ProgramFuture {
    Box::pin(run_mongo(tool))
}

/// Their clients, which have nobody to talk to.
pub(in crate::programs) fn client(tool: &mut Tool) -> Next {
    let (name, version) = (tool.name.clone(), tool.process.version().to_string());
    if tool.args.iter().any(|arg| arg == "--version" || arg == "-V") {
        let text = match name.as_str() {
            "psql" => format!("psql (PostgreSQL) {version}"),
            "mongosh" => version,
            name => format!("{name}  Ver {version} for Linux on x86_64"),
        };
        tool.line(&text);
        return Next::Done;
    }
    tool.err(&format!(
        "drydock: {name} is not modelled: the server starts, listens and keeps its folder, but speaks no language\n"
    ));
    tool.status = 1;
    Next::Done
}

/// `pg_isready`: whether somebody listens.
pub(in crate::programs) fn is_ready(tool: Tool) -> ProgramFuture {
    Box::pin(async move {
        let mut tool = tool;
        let (host, port) = address(&tool, "/var/run/postgresql", 5432);
        let there = reach(&tool.process, &host, port).await;
        let text = if there { "accepting connections" } else { "no response" };
        tool.line(&format!("{host}:{port} - {text}"));
        tool.status = if there { 0 } else { 2 };
        tool.end().await
    })
}

/// `mysqladmin ping`
pub(in crate::programs) fn mysqladmin(tool: Tool) -> ProgramFuture {
    Box::pin(async move {
        let mut tool = tool;
        if !tool.args.iter().any(|arg| arg == "ping") {
            client(&mut tool);
            return tool.end().await;
        }
        let (host, port) = address(&tool, "localhost", 3306);
        if reach(&tool.process, &host, port).await {
            tool.line("mysqld is alive");
        } else {
            let name = tool.name.clone();
            tool.err(&format!("{name}: connect to server at '{host}' failed\n"));
            tool.status = 1;
        }
        tool.end().await
    })
}

fn address(tool: &Tool, host: &str, port: u16) -> (String, u16) {
    let value = |names: [&str; 2]| {
        let at = tool.args.iter().position(|arg| names.contains(&arg.as_str()))?;
        tool.args.get(at + 1).cloned()
    };
    let port =
        value(["-p", "--port"]).or_else(|| value(["-P", "--port"])).and_then(|port| port.parse().ok()).unwrap_or(port);
    (value(["-h", "--host"]).unwrap_or_else(|| host.to_owned()), port)
}

async fn reach(process: &Process, host: &str, port: u16) -> bool {
    let name = if host.starts_with('/') { "localhost" } else { host };
    let Some(ip) = process.resolve(name).first().copied() else { return false };
    let connected = process.connect(ip, port).await;
    if let Ok(fd) = connected {
        process.close(fd);
    }
    connected.is_ok()
}

/// Writes the files of a fresh data folder.
fn fill(process: &Process, folder: &str, files: &[(&str, u64)]) -> Result<(), Errno> {
    process.mkdir_all(&process.absolute(folder))?;
    for (name, size) in files {
        let place = crate::vfs::path::join(folder, name);
        process.mkdir_all(crate::vfs::path::dir_name(&place))?;
        process.write_file(&place, Content::declared(*size, &format!("database:{name}")))?;
    }
    Ok(())
}

/// Accepts and hangs up, until one of the signals comes.
async fn listen(process: &Process, port: u16, signals: &[Signal]) -> Result<Signal, Errno> {
    let listener = process.listen(Ip::ANY, port)?;
    for signal in signals {
        process.on_signal(*signal, Some(Disposition::Catch));
    }
    let accepting = async {
        while let Ok((fd, _)) = process.accept(listener).await {
            process.close(fd);
        }
    };
    Ok(match select(accepting, process.next_signal()).await {
        Either::Left(()) => Signal::TERM,
        Either::Right(signal) => signal,
    })
}

fn millis(process: &Process, pattern: &str) -> String {
    dates::format(process.now(), pattern) + &format!(".{:03}", process.now().0 / 1_000 % 1_000)
}

async fn run_postgres(mut tool: Tool) -> ExitStatus {
    let process = tool.process.clone();
    let version = process.version().to_string();
    if tool.args.iter().any(|arg| arg == "-V" || arg == "--version") {
        tool.line(&format!("postgres (PostgreSQL) {version}"));
        return tool.end().await;
    }
    let data = process.env("PGDATA").unwrap_or_else(|| "/var/lib/postgresql/data".to_owned());
    let port = tool
        .args
        .iter()
        .position(|arg| arg == "-p")
        .and_then(|at| tool.args.get(at + 1))
        .and_then(|text| text.parse().ok());
    let port = port.unwrap_or(5432);
    let pid = process.own_pid();
    let log = |tool: &mut Tool, pid: u32, text: &str| {
        let line = format!("{} UTC [{pid}] LOG:  {text}\n", millis(&tool.process, "%Y-%m-%d %H:%M:%S"));
        tool.err(&line);
    };
    if process.exists(&format!("{data}/PG_VERSION")) {
        tool.out("\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n");
    } else {
        tool.out(&format!(
            "The files belonging to this database system will be owned by user \"postgres\".\nThis user must also own the server process.\n\nThe database \
             cluster will be initialized with locale \"en_US.utf8\".\nThe default database encoding has accordingly been set to \"UTF8\".\nThe default text \
             search configuration will be set to \"english\".\n\nfixing permissions on existing directory {data} ... ok\ncreating subdirectories ... \
             ok\nselecting dynamic shared memory implementation ... posix\nselecting default \"max_connections\" ... 100\nselecting default \
             \"shared_buffers\" ... 128MB\nselecting default time zone ... Etc/UTC\ncreating configuration files ... ok\nrunning bootstrap script ... ok\n"
        ));
        tool.flush().await;
        process.sleep(900 * MILLI).await;
        let files = [
            ("base/1/1259", 114_688),
            ("base/4/1259", 114_688),
            ("global/pg_control", 8_192),
            ("pg_wal/000000010000000000000001", 16_777_216),
        ];
        let major = version.split('.').next().unwrap_or("17").to_owned();
        let text = |name: &str, text: &str| process.write_file(&format!("{data}/{name}"), Content::text(text));
        let written = fill(&process, &data, &files)
            .and_then(|()| text("PG_VERSION", &format!("{major}\n")))
            .and_then(|()| text("postgresql.conf", "listen_addresses = '*'\n"))
            .and_then(|()| text("pg_hba.conf", "host all all all scram-sha-256\n"));
        if let Err(error) = written {
            tool.err(&format!("initdb: error: could not create directory \"{data}\": {error}\n"));
            tool.status = 1;
            return tool.end().await;
        }
        tool.out("performing post-bootstrap initialization ... ok\nsyncing data to disk ... ok\n\n\nSuccess. You can now start the database server using:\n\n");
        tool.out(&format!(
            "    pg_ctl -D {data} -l logfile start\n\nPostgreSQL init process complete; ready for start up.\n\n"
        ));
    }
    log(&mut tool, pid, &format!("starting PostgreSQL {version} on x86_64-pc-linux-gnu, 64-bit"));
    log(&mut tool, pid, &format!("listening on IPv4 address \"0.0.0.0\", port {port}"));
    log(&mut tool, pid, &format!("listening on IPv6 address \"::\", port {port}"));
    log(&mut tool, pid, &format!("listening on Unix socket \"/var/run/postgresql/.s.PGSQL.{port}\""));
    log(
        &mut tool,
        pid + 28,
        &format!("database system was shut down at {} UTC", dates::format(process.now(), "%Y-%m-%d %H:%M:%S")),
    );
    log(&mut tool, pid, "database system is ready to accept connections");
    tool.flush().await;
    process.simplify("PostgreSQL only listens: it speaks no SQL here");
    process.change(|info| info.memory = 28 << 20);
    if let Ok(signal) = listen(&process, port, &[Signal::INT, Signal::TERM]).await {
        log(
            &mut tool,
            pid,
            if signal == Signal::INT { "received fast shutdown request" } else { "received smart shutdown request" },
        );
        log(&mut tool, pid, "shutting down");
        log(&mut tool, pid, "database system is shut down");
    } else {
        log(&mut tool, pid, &format!("could not bind IPv4 address \"0.0.0.0\": Address already in use ({port})"));
        tool.status = 1;
    }
    tool.end().await
}

async fn run_mysql(mut tool: Tool) -> ExitStatus {
    let process = tool.process.clone();
    let version = process.version().to_string();
    let maria = process.info(|info| &*info.program == "mariadbd").unwrap_or(false);
    if tool.args.iter().any(|arg| arg == "-V" || arg == "--version") {
        tool.line(&format!("{}  Ver {version} for Linux on x86_64", tool.name.clone()));
        return tool.end().await;
    }
    let (kind, data) = (if maria { "MariaDB" } else { "MySQL" }, "/var/lib/mysql");
    let note = |tool: &mut Tool, code: &str, text: &str| {
        let line = if maria {
            let time = dates::format(tool.process.now(), "%Y-%m-%d %k:%M:%S");
            format!("{time} 0 [Note] {text}\n")
        } else {
            let time = dates::format(tool.process.now(), "%Y-%m-%dT%H:%M:%S");
            format!("{time}.{:06}Z 0 [System] [{code}] [Server] {text}\n", tool.process.now().0 % 1_000_000)
        };
        tool.err(&line);
    };
    let entry = |tool: &mut Tool, text: &str| {
        let line =
            format!("{}+00:00 [Note] [Entrypoint]: {text}\n", dates::format(tool.process.now(), "%Y-%m-%d %H:%M:%S"));
        tool.out(&line);
    };
    if !process.is_dir(&format!("{data}/mysql")) {
        entry(&mut tool, "Initializing database files");
        tool.flush().await;
        process.sleep(4 * SECOND).await;
        let files =
            [("mysql/user.frm", 10_000), ("ibdata1", 12_582_912), ("mysql.ibd", 25_165_824), ("undo_001", 16_777_216)];
        if let Err(error) = fill(&process, data, &files) {
            tool.err(&format!("[ERROR] --initialize specified but the data directory is unusable: {error}\n"));
            tool.status = 1;
            return tool.end().await;
        }
        let database = process
            .env(if maria { "MARIADB_DATABASE" } else { "MYSQL_DATABASE" })
            .or_else(|| process.env("MYSQL_DATABASE"));
        entry(&mut tool, "Database files initialized");
        if let Some(database) = database.filter(|name| !name.is_empty()) {
            entry(&mut tool, &format!("Creating database {database}"));
            let _ = process.mkdir_all(&format!("{data}/{database}"));
        }
        entry(&mut tool, &format!("{kind} init process done. Ready for start up."));
    }
    let name = tool.process.info(|info| info.exe.to_string()).unwrap_or_default();
    note(
        &mut tool,
        "MY-010116",
        &format!(
            "{name} ({} {version}) starting as process {}",
            if maria { "server" } else { "mysqld" },
            process.own_pid()
        ),
    );
    tool.flush().await;
    process.sleep(800 * MILLI).await;
    let ready = format!(
        "{name}: ready for connections. Version: '{version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306"
    );
    note(&mut tool, "MY-010931", &ready);
    tool.flush().await;
    process.simplify(&format!("{kind} only listens: it speaks no SQL here"));
    process.change(|info| info.memory = 380 << 20);
    if listen(&process, 3306, &[Signal::TERM]).await.is_ok() {
        note(
            &mut tool,
            "MY-013172",
            &format!("Received SHUTDOWN from user <via user signal>. Shutting down {name} (Version: {version})."),
        );
        tool.flush().await;
        process.sleep(700 * MILLI).await;
        note(&mut tool, "MY-010910", &format!("{name}: Shutdown complete ({kind} {version})."));
    } else {
        tool.err("[ERROR] Can't start server: Bind on TCP/IP port: Address already in use\n");
        tool.status = 1;
    }
    tool.end().await
}

async fn run_mongo(mut tool: Tool) -> ExitStatus {
    let process = tool.process.clone();
    let version = process.version().to_string();
    if tool.args.iter().any(|arg| arg == "--version") {
        tool.line(&format!("db version v{version}"));
        return tool.end().await;
    }
    let value = |name: &str| {
        let at = tool.args.iter().position(|arg| arg == name)?;
        tool.args.get(at + 1).cloned()
    };
    let data = value("--dbpath").unwrap_or_else(|| "/data/db".to_owned());
    let port = value("--port").and_then(|port| port.parse().ok()).unwrap_or(27017);
    let line = |process: &Process, component: &str, id: u32, message: &str, attributes: &str| {
        let time = millis(process, "%Y-%m-%dT%H:%M:%S");
        let attributes = if attributes.is_empty() { String::new() } else { format!(",\"attr\":{{{attributes}}}") };
        format!(
            "{{\"t\":{{\"$date\":\"{time}+00:00\"}},\"s\":\"I\",  \"c\":\"{component}\",  \"id\":{id:>7}, \"ctx\":\"initandlisten\",\"msg\":\"{message}\"{attributes}}}\n"
        )
    };
    let (pid, host) = (process.own_pid(), process.hostname());
    let starting =
        format!("\"pid\":{pid},\"port\":{port},\"dbPath\":\"{data}\",\"architecture\":\"64-bit\",\"host\":\"{host}\"");
    tool.out(&line(&process, "CONTROL", 4_615_611, "MongoDB starting", &starting));
    tool.out(&line(&process, "CONTROL", 23_403, "Build Info", &format!("\"buildInfo\":{{\"version\":\"{version}\"}}")));
    if !process.exists(&format!("{data}/WiredTiger"))
        && let Err(error) = fill(
            &process,
            &data,
            &[
                ("WiredTiger", 50),
                ("WiredTiger.wt", 4_096),
                ("_mdb_catalog.wt", 20_480),
                ("journal/WiredTigerLog.0000000001", 104_857_600),
            ],
        )
    {
        tool.out(&line(
            &process,
            "CONTROL",
            20_557,
            "DBException in initAndListen, terminating",
            &format!("\"error\":\"{error}\""),
        ));
        tool.status = 100;
        return tool.end().await;
    }
    tool.flush().await;
    process.sleep(600 * MILLI).await;
    tool.out(&line(&process, "NETWORK", 23_015, "Listening on", "\"address\":\"0.0.0.0\""));
    tool.out(&line(
        &process,
        "NETWORK",
        23_016,
        "Waiting for connections",
        &format!("\"port\":{port},\"ssl\":\"off\""),
    ));
    tool.flush().await;
    process.simplify("MongoDB only listens: it answers no queries here");
    process.change(|info| info.memory = 170 << 20);
    if listen(&process, port, &[Signal::TERM, Signal::INT]).await.is_ok() {
        tool.out(&line(&process, "CONTROL", 23_377, "Received signal", "\"signal\":15,\"error\":\"Terminated\""));
        tool.out(&line(&process, "CONTROL", 20_565, "Now exiting", ""));
        tool.out(&line(&process, "CONTROL", 23_138, "Shutting down", "\"exitCode\":0"));
    } else {
        tool.out(&line(
            &process,
            "CONTROL",
            20_568,
            "Error setting up listener",
            "\"error\":\"Address already in use\"",
        ));
        tool.status = 48;
    }
    tool.end().await
}

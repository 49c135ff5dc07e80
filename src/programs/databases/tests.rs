//! A Redis server and its client.

use super::super::kit::testing::Machine;

#[test]
fn redis_keeps_and_answers() {
    let m = Machine::gnu();
    m.start("redis-server --port 7000");
    m.ok("sleep 1");
    let ask = |line: &str| m.run(&format!("redis-cli -p 7000 {line}")).out;
    assert_eq!(ask("PING"), "PONG\n");
    assert_eq!(
        (ask("SET name Ann"), ask("GET name"), ask("INCR hits"), ask("incr hits")),
        ("OK\n".into(), "Ann\n".into(), "1\n".into(), "2\n".into())
    );
    assert_eq!(ask("--no-raw GET none"), "(nil)\n");
    assert_eq!(ask("--no-raw KEYS '*'"), "1) \"name\"\n2) \"hits\"\n");
    assert_eq!(
        (ask("RPUSH l a b c"), ask("--no-raw LRANGE l 0 -1")),
        ("3\n".into(), "1) \"a\"\n2) \"b\"\n3) \"c\"\n".into())
    );
    assert_eq!(
        ask("--no-raw LPUSH name x"),
        "(error) WRONGTYPE Operation against a key holding the wrong kind of value\n"
    );
    assert_eq!(ask("--no-raw FOO a"), "(error) ERR unknown command 'FOO', with args beginning with: 'a' \n");
    assert_eq!((ask("EXPIRE name 10"), ask("TTL name")), ("1\n".into(), "10\n".into()));
    assert_eq!(
        (ask("HSET h a 1 b 2"), ask("--no-raw HGETALL h")),
        ("2\n".into(), "1) \"a\"\n2) \"1\"\n3) \"b\"\n4) \"2\"\n".into())
    );
    assert_eq!(m.ok("sleep 11"), "");
    assert_eq!(ask("EXISTS name"), "0\n");
    assert_eq!(
        m.run("redis-cli -p 7001 PING").err,
        "Could not connect to Redis at 127.0.0.1:7001: Connection refused\n"
    );
    assert_eq!(ask("SAVE"), "OK\n");
    assert!(m.read("dump.rdb").is_some_and(|text| text.contains("[\"hits\",\"2\",null]")));
}

//! The page's entry: mounts the web application. Everything else is in the library.

fn main() {
    drydock::web::run();
}

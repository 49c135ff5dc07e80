//! The house rules that a compiler does not know, checked over the repository's own files. Style is an ordinary test
//! here, so each check is a pure function from sources to complaints and has tests of its own.
//!
//! A complaint says where, what is wrong and what to do instead. Rooms that do not exist yet are no complaint.

mod hosts;
mod imports;
mod modules;
mod rooms;
mod shape;
mod source;

use source::repository;

/// Fails with all complaints at once, so that one run shows everything there is to mend.
#[track_caller]
fn assert_tidy(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} to mend:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn modules_import_only_what_is_built_before_them() {
    assert_tidy(&imports::check(&repository()));
}

#[test]
fn only_the_rooms_at_the_edge_name_the_browser_and_the_machine() {
    assert_tidy(&rooms::check(&repository()));
}

#[test]
fn files_say_what_they_are_and_stay_short() {
    let sources = repository();
    println!("{}", shape::summary(&sources));
    assert_tidy(&shape::check(&sources));
}

#[test]
fn module_lists_match_their_folders() {
    assert_tidy(&modules::check(&repository()));
}

#[test]
fn files_name_no_registry_and_no_machine() {
    assert_tidy(&hosts::check(&repository(), &hosts::Place::here()));
}

//! What these tools leave behind, and what that does.

use super::super::kit::testing::Machine;

#[test]
fn go_builds_a_program_that_prints() {
    let m = Machine::gnu().file("main.go", "package main\nfunc main() {\n\tfmt.Println(\"Hello\")\n}\n");
    assert_eq!(
        m.bad("go build"),
        (
            "go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n"
                .to_owned(),
            1
        )
    );
    assert_eq!(m.run("go mod init example.com/hello").err, "go: creating new go.mod: module example.com/hello\n");
    m.ok("go build");
    let ran = m.run("sh -c ./hello");
    assert_eq!((ran.out.as_str(), ran.code), ("Hello\n", 0));
    assert!(ran.err.starts_with("drydock: a stand-in for a program in Go"), "{ran:?}");
    assert_eq!(m.bad("go build ./nothing").0, "stat /work/nothing: directory not found\n");
}

#[test]
fn make_runs_what_is_out_of_date() {
    let m = Machine::gnu()
        .file("hello.c", "#include <stdio.h>\nint main(void) {\n  printf(\"hi\\n\");\n  return 0;\n}\n")
        .file("Makefile", "CC ?= gcc\nOUT := hello\n.PHONY: all clean\nall: $(OUT)\n$(OUT): hello.c\n\tgcc -o $@ $<\nclean:\n\t@rm -f $(OUT)\n");
    assert_eq!(m.ok("make"), "gcc -o hello hello.c\n");
    assert_eq!(m.run("sh -c ./hello").out, "hi\n");
    assert_eq!(m.ok("make hello"), "make: 'hello' is up to date.\n");
    assert_eq!(m.ok("make clean"), "");
    assert_eq!(m.bad("make nope").0, "make: *** No rule to make target 'nope'.  Stop.\n");
    assert_eq!(
        m.bad("gcc none.c").0,
        "gcc: error: none.c: No such file or directory\ngcc: fatal error: no input files\ncompilation terminated.\n"
    );
}

#[test]
fn a_built_page_points_at_its_scripts() {
    let m = Machine::gnu()
        .file("index.html", "<head>\n</head>\n<script type=\"module\" src=\"/src/main.jsx\"></script>\n")
        .file("src/main.jsx", "import React from 'react'\n")
        .file("public/logo.svg", "<svg/>");
    let out = m.ok("vite build");
    assert!(out.starts_with("vite v9.7 building for production...\n") && out.contains("dist/assets/index-"), "{out}");
    let page = m.read("dist/index.html").unwrap();
    assert!(
        page.contains("<script type=\"module\" crossorigin src=\"/assets/index-") && !page.contains("/src/main"),
        "{page}"
    );
    assert_eq!(m.read("dist/logo.svg").as_deref(), Some("<svg/>"));
}

#[test]
fn an_archive_runs() {
    let m = Machine::gnu()
        .file("pom.xml", "<project><groupId>a</groupId><artifactId>app</artifactId><version>1.0</version></project>")
        .file(
            "src/main/java/Main.java",
            "class Main {\n  public static void main(String[] a) {\n    System.out.println(\"Hi\");\n  }\n}\n",
        );
    assert!(m.ok("mvn -q package").is_empty());
    assert_eq!(m.run("java -jar target/app-1.0.jar").out, "Hi\n");
    assert_eq!(m.bad("java -jar none.jar").0, "Error: Unable to access jarfile none.jar\n");
}

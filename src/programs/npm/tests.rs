//! npm on a small machine: what an install prints and leaves behind, scripts, errors.

use super::super::kit::testing::{Machine, Ran};

const APP: &str = "{\n  \"name\": \"app\",\n  \"version\": \"1.0.0\",\n  \"scripts\": { \"start\": \"echo started\", \"fail\": \"exit 3\" },\n  \
                   \"dependencies\": { \"express\": \"^4.18.2\" },\n  \"devDependencies\": { \"nodemon\": \"^3.0.0\" }\n}\n";

fn machine(manifest: &str) -> Machine {
    let m = Machine::gnu().file("package.json", manifest);
    m.kernel.provide("packages/npm", include_bytes!("../../../static/packages/npm.json").to_vec());
    m
}

fn fine(ran: &Ran) -> &str {
    assert_eq!((ran.err.as_str(), ran.code), ("", 0));
    &ran.out
}

#[test]
fn install_makes_node_modules() {
    let m = machine(APP);
    let ran = m.run("npm install");
    assert!(fine(&ran).starts_with("\nadded 100 packages, and audited 101 packages in "), "{}", ran.out);
    assert!(
        ran.out
            .ends_with(" packages are looking for funding\n  run `npm fund` for details\n\nfound 0 vulnerabilities\n"),
        "{}",
        ran.out
    );
    assert!(m.read("node_modules/express/package.json").unwrap().contains("\"version\": \"4.22.3\""));
    assert!(m.read("package-lock.json").unwrap().contains("\"lockfileVersion\": 3"));
    let ran = m.run("npm install");
    assert!(fine(&ran).starts_with("\nup to date, audited 101 packages in 400ms\n"), "{}", ran.out);
    let ran = m.run("npm install --omit=dev");
    assert!(fine(&ran).starts_with("\nremoved "), "{}", ran.out);
    let ran = m.run("npm ci");
    assert!(fine(&ran).starts_with("\nadded 100 packages, and audited 101 packages in "), "{}", ran.out);
    assert_eq!(m.ok("npm ls"), "app@1.0.0 /work\n├── express@4.22.3\n└── nodemon@3.1.14\n\n");
}

#[test]
fn packages_are_saved() {
    let m = machine("{ \"name\": \"app\" }");
    let ran = m.run("npm install lodash cors@2");
    assert!(fine(&ran).starts_with("\nadded 4 packages, and audited 5 packages in "), "{}", ran.out);
    let text = m.read("package.json").unwrap();
    assert!(text.contains("\"dependencies\": {\n    \"cors\": \"^2.8."), "{text}");
    let ran = m.run("npm uninstall lodash");
    assert!(fine(&ran).starts_with("\nremoved 1 package, and audited 4 packages in "), "{}", ran.out);
    let ran = m.run("npm install -g nodemon");
    assert!(fine(&ran).starts_with("\nadded 29 packages in 996ms\n\n"), "{}", ran.out);
}

#[test]
fn errors_are_npms() {
    let m = machine(APP);
    m.ok("rm package.json");
    let (err, code) = m.bad("npm start");
    assert!(
        err.starts_with("npm ERR! code ENOENT\nnpm ERR! syscall open\nnpm ERR! path /work/package.json\n"),
        "{err}"
    );
    assert_eq!(code, 254);
    let m = machine(APP);
    let (err, code) = m.bad("npm install nopkg");
    assert!(
        err.contains("npm ERR! code E404\nnpm ERR! 404 Not Found - GET https://registry.npmjs.org/nopkg - Not found\n"),
        "{err}"
    );
    assert_eq!(code, 1);
    assert!(
        m.bad("npm install express@99")
            .0
            .starts_with("npm ERR! code ETARGET\nnpm ERR! notarget No matching version found for express@99.\n")
    );
    assert!(m.bad("npm ci").0.starts_with("npm ERR! code EUSAGE\n"));
    assert!(m.bad("npm run nope").0.starts_with("npm ERR! Missing script: \"nope\"\n"));
}

#[test]
fn scripts_run_in_a_shell() {
    let m = machine(APP);
    assert_eq!(m.ok("npm start"), "\n> app@1.0.0 start\n> echo started\n\nstarted\n");
    assert_eq!(m.ok("npm run -s start -- x"), "started x\n");
    assert_eq!(m.run("npm run fail").code, 3);
    m.ok("rm package.json");
    let out = m.ok("npm init -y");
    assert!(
        out.starts_with("Wrote to /work/package.json:\n\n{\n  \"name\": \"work\",\n  \"version\": \"1.0.0\",\n"),
        "{out}"
    );
}

#[test]
fn yarn_keeps_a_lock_of_its_own() {
    let m = machine(APP);
    let ran = m.run("yarn");
    let steps = "yarn install v9.7\ninfo No lockfile found.\n[1/4] Resolving packages...\n[2/4] Fetching packages...\n[3/4] Linking \
                 dependencies...\n[4/4] Building fresh packages...\nsuccess Saved lockfile.\nDone in ";
    assert!(ran.out.starts_with(steps), "{}", ran.out);
    assert_eq!(ran.err, "warning package.json: No license field\nwarning app@1.0.0: No license field\n");
    let lock = m.read("yarn.lock").unwrap();
    assert!(lock.contains("\n\nexpress@^4.18.2:\n  version \"4.22.3\"\n  resolved "), "{lock}");
    assert!(m.run("yarn install --frozen-lockfile").out.contains("success Already up-to-date.\n"));
    let out = m.run("yarn add cors@2").out;
    assert!(
        out.contains(
            "info Direct dependencies\n└─ cors@2.8.6\ninfo All dependencies\n├─ cors@2.8.6\n└─ object-assign@4.1.1\n"
        ),
        "{out}"
    );
    assert!(m.read("package.json").unwrap().contains("\"cors\": \"2\""));
    let out = m.run("yarn start a b").out;
    assert!(out.starts_with("yarn run v9.7\n$ echo started a b\nstarted a b\nDone in 0."), "{out}");
    let (err, code) = m.bad("yarn fail");
    assert_eq!((err.lines().last(), code), (Some("error Command failed with exit code 3."), 3));
    assert!(m.bad("yarn nope").0.ends_with("error Command \"nope\" not found.\n"));
    assert!(m.bad("yarn install express").0.contains("Run \"yarn add express\" instead."));
}

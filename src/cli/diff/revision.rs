//! A folder as git has it, read by the program `git`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::thread;

use super::super::output::Failure;
use crate::knowledge::{Files, Folder};

/// Reads `REVISION`, at the place of the folder `beside`, or `REVISION:PATH`, from the top of the
/// repository or, with `./`, from here.
pub(super) fn read(named: &str, beside: &Folder) -> Result<Folder, Failure> {
    let here = Path::new(".");
    let (dir, tree) = match (named.split_once(':'), beside) {
        (Some(_), _) => (here, named.to_owned()),
        (None, Folder::Disk(dir)) => {
            let path = line(&git(dir, &["rev-parse", "--show-prefix"], named)?);
            (dir.as_path(), format!("{named}:{}", path.trim_end_matches('/')))
        }
        (None, _) => {
            return Err(Failure::sentence(
                format!("`{named}` does not say which folder of that revision is meant"),
                format!("write it as {named}:faq, with the path from the top of the repository"),
            ));
        }
    };
    let found = git(dir, &["rev-parse", "--verify", "--end-of-options", &tree], named)?;
    let listed = git(dir, &["ls-tree", "-r", "-z", "--full-tree", &line(&found)], named)?;
    let mut paths = Vec::new();
    let mut wanted = String::new();
    for entry in String::from_utf8_lossy(&listed).split('\0') {
        // `100644 blob HASH<tab>PATH`; a link or a repository in the folder is no file of ours.
        let Some((about, path)) = entry.split_once('\t') else { continue };
        if let Some((_, hash)) = about.split_once(" blob ") {
            paths.push(path.to_owned());
            wanted.extend([hash, "\n"]);
        }
    }
    let contents = contents(dir, wanted).map_err(|error| no_git(&error))?;
    let content: BTreeMap<String, Vec<u8>> = paths.into_iter().zip(contents).collect();
    Ok(Folder::Held(Arc::new(Files { name: tree, content })))
}

/// Runs git in `dir`, and gives what it prints.
fn git(dir: &Path, arguments: &[&str], named: &str) -> Result<Vec<u8>, Failure> {
    let Output { status, stdout, stderr } =
        command(dir).args(arguments).output().map_err(|error| no_git(&error))?;
    if status.success() {
        return Ok(stdout);
    }
    let said = String::from_utf8_lossy(&stderr);
    let said = said.trim().trim_start_matches("fatal: ");
    Err(Failure::sentence(
        format!("`{named}` is neither a folder nor a state that git knows ({said})"),
        "give a folder, a revision such as HEAD~1 for a folder in a git repository, or \
         REVISION:PATH; `git log` lists revisions",
    ))
}

fn command(dir: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).stdin(Stdio::null());
    command
}

fn no_git(error: &io::Error) -> Failure {
    Failure::sentence(
        format!("an older state is read by the program `git`, which could not be used ({error})"),
        "install git, or give two folders",
    )
}

/// The contents of the objects whose hashes stand in `wanted`, one a line, in this order.
fn contents(dir: &Path, wanted: String) -> io::Result<Vec<Vec<u8>>> {
    let mut child = command(dir)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    // Both pipes are of limited length: what is asked goes in while what is told comes out.
    let asking = child
        .stdin
        .take()
        .map(|mut stdin| thread::spawn(move || stdin.write_all(wanted.as_bytes())));
    let told = child.wait_with_output()?.stdout;
    if let Some(Err(error)) = asking.and_then(|asking| asking.join().ok()) {
        return Err(error);
    }
    Ok(objects(&told))
}

/// What `git cat-file --batch` prints: `HASH blob LENGTH`, a line end, the bytes, a line end.
fn objects(mut told: &[u8]) -> Vec<Vec<u8>> {
    let mut objects = Vec::new();
    while let Some(end) = told.iter().position(|byte| *byte == b'\n') {
        let (head, rest) = told.split_at(end);
        let head = String::from_utf8_lossy(head);
        let length = head.rsplit(' ').next().and_then(|length| length.parse::<usize>().ok());
        let Some(object) = length.and_then(|length| rest.get(1..=length)) else { break };
        objects.push(object.to_vec());
        told = rest.get(object.len() + 2..).unwrap_or_default();
    }
    objects
}

fn line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::objects;

    #[test]
    fn objects_are_cut_by_their_length() {
        let told = b"a1 blob 3\nx\ny\nb2 blob 0\n\nc3 blob 1\nz\n";
        assert_eq!(objects(told), [b"x\ny".to_vec(), Vec::new(), b"z".to_vec()]);
    }
}

//! The configuration: the example shows everything, and mistakes are told with their place.

use std::fs;
use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};
use schemars::JsonSchema;
use sciatica_bot::config::{Config, Telegram, Token};
use sciatica_bot::knowledge::{Source, schema};
use serde_json::Value;

fn example() -> String {
    fs::read_to_string("config.example.toml").unwrap()
}

/// Commented keys (`# key = …`) made real.
fn uncommented(text: &str) -> String {
    text.lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.split_once(" = ").is_some_and(|(key, _)| !key.contains(' ')) => rest,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn check(toml: &str, expected: &Expect) {
    let problems = match Config::parse(toml, "config.toml") {
        Ok(_) => "no problems\n".to_owned(),
        Err(problems) => {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n") + "\n"
        }
    };
    expected.assert_eq(&problems);
}

#[test]
fn the_example_is_the_default() {
    let config = Config::load(Some(Path::new("config.example.toml"))).unwrap();
    assert_eq!(config, Config::default());
}

/// The keys of a file, by their path: `/telegram/mode`.
fn keys<T: JsonSchema>() -> Vec<String> {
    let mut found = Vec::new();
    collect(&schema::<T>().to_value(), "", &mut found);
    found
}

fn collect(schema: &Value, at: &str, found: &mut Vec<String>) {
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{at}/{key}");
        if inner["properties"].is_object() {
            collect(inner, &path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn the_example_has_every_key() {
    let text = uncommented(&example());
    let (_, source) = Source::parse::<Config>(&text, "config.example.toml").unwrap();
    let keys = keys::<Config>();
    assert!(keys.len() > 8, "{keys:?}");
    for key in keys {
        let own = key.rsplit('/').next().unwrap();
        let place = source.problem(&key, "", "");
        assert!(place.excerpt.trim_start().starts_with(own), "{key} is not in the example");
    }
}

#[test]
fn mistakes_are_told_with_place_and_mend() {
    check(
        "[telegram]\ntoken_flie = \"a\"\npoll_seconds = 90\napi_url = \"telegram.org\"\n\n[log]\nformat = \"xml\"\n",
        &expect![[r#"
            config.toml:7:10: `format` has a value that is not known
              mend: use one of: readable, json
            config.toml:4:11: `api_url` has characters that are not allowed, or is too long
              mend: write a full address that starts with http:// or https://
            config.toml:3:16: `poll_seconds` is too large
              mend: use 50 or less
            config.toml:2:1: unknown key `token_flie`
              mend: did you mean `token_file`?
        "#]],
    );
}

#[test]
fn asking_the_admins_needs_admins() {
    check(
        "[telegram]\nreload = \"confirm\"\n",
        &expect![[r#"
            config.toml:2:10: `confirm` asks the admins, and none is named
              mend: name at least one as `admins` under [telegram], or use "apply"
        "#]],
    );
    check("[telegram]\nreload = \"confirm\"\nadmins = [1]\n", &expect!["no problems\n"]);
}

/// Whatever stands at whatever key, and whether it may stand there.
#[test]
fn a_secret_at_any_key_is_not_shown() {
    const SECRET: &str = "123456:hunter2-hunter2-hunter2-hunter2";
    let mut problems = 0;
    for key in keys::<Config>() {
        let path: Vec<&str> = key.trim_start_matches('/').split('/').collect();
        let (name, tables) = path.split_last().unwrap();
        let head =
            if tables.is_empty() { String::new() } else { format!("[{}]\n", tables.join(".")) };
        for value in [
            format!("\"{SECRET}\""),
            SECRET.to_owned(),
            format!("\"{SECRET}"),
            format!("[\"{SECRET}\"]"),
            format!("{{ a = \"{SECRET}\" }}"),
            format!("{{ \"{SECRET}\" = 1 }}"),
            format!("\"http://ann:{SECRET}@\""),
        ] {
            let file = format!("{head}{name} = {value}\n");
            let Err(found) = Config::parse(&file, "config.toml") else { continue };
            for problem in found {
                problems += 1;
                assert!(!problem.to_string().contains("hunter2"), "{file}{problem}");
            }
        }
    }
    assert!(problems > 80, "{problems}");
}

/// What is taken for the name of a file until that is looked for.
#[test]
fn a_token_in_place_of_a_file_is_not_shown() {
    let token = "123456:hunter2-hunter2-hunter2-hunter2";
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.toml");
    for config in [
        format!("faq = \"{token}\"\n"),
        format!("[telegram]\ntoken_file = \"{token}\"\n"),
        format!("[storage]\nurl = \"postgres://a@127.0.0.1:1/b\"\nkey_file = \"{token}\"\n"),
        format!(
            "[telegram]\nmode = \"webhook\"\n[telegram.webhook]\nurl = \"https://a.example/b\"\n\
             certificate = \"{token}\"\nkey = \"{token}\"\n"
        ),
    ] {
        fs::write(&file, &config).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
            .args(["run", "--config"])
            .arg(&file)
            .env_remove("TELOXIDE_TOKEN")
            .env_remove("TELOXIDE_API_URL")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{config}{said}");
        assert!(said.contains("token") && said.contains("mend:"), "{config}{said}");
        assert!(!said.contains("hunter2"), "{config}{said}");
    }
}

#[test]
fn the_configurations_of_the_guide_are_good() {
    let guide = fs::read_to_string("docs/operate.md").unwrap();
    let blocks: Vec<&str> = guide
        .split("```toml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect();
    assert!(blocks.len() > 3);
    for block in blocks {
        check(block, &expect![["no problems\n"]]);
    }
}

#[test]
fn the_guide_explains_every_number() {
    let guide = fs::read_to_string("docs/operate.md").unwrap();
    let source = fs::read_to_string("src/telegram/ops/metrics.rs").unwrap();
    let names: Vec<&str> = source.split('"').filter(|text| text.starts_with("sciatica_")).collect();
    assert!(names.len() > 8, "{names:?}");
    for name in names {
        assert!(guide.contains(name), "{name} is not in docs/operate.md");
    }
}

#[test]
fn a_webhook_needs_an_address() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.toml");
    fs::write(&file, "[telegram]\nmode = \"webhook\"\n").unwrap();
    let problems = Config::load(Some(&file)).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].line, 2);
}

#[test]
fn a_certificate_needs_its_key() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.toml");
    fs::write(&file, "[telegram.webhook]\ncertificate = \"a.pem\"\n").unwrap();
    let problems = Config::load(Some(&file)).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].to_string().contains("both `certificate` and `key`"), "{}", problems[0]);
}

#[test]
fn no_value_of_the_configuration_is_shown() {
    const SECRET: &str = "123456:hunter2-AAF";
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.toml");
    let mut said_something = 0;
    for key in keys::<Config>() {
        let key = key.trim_start_matches('/');
        let (table, name) = key.rsplit_once('/').unwrap_or(("", key));
        let table = table.replace('/', ".");
        let table = if table.is_empty() { table } else { format!("[{table}]\n") };
        for wrong in [
            format!("{name} = \"{SECRET}\""),
            format!("{name} = \"mysql://bot:{SECRET}@db\""),
            format!("{name} = {SECRET}"),
            format!("{name} = \"{SECRET}"),
            format!("{name} = {SECRET}\""),
            format!("{name} = ['{SECRET}']"),
            format!("{name} = {{ a = '{SECRET}' }}"),
            format!("{name} = \"\"\"\n{SECRET}\n\"\"\""),
            format!("{name} : {SECRET}"),
            format!("{name}x = \"{SECRET}\""),
            format!("{name} = 1\n{name} = \"{SECRET}\""),
            SECRET.to_owned(),
            format!("{name} = \"{SECRET}\u{0}\""),
        ] {
            let line = format!("{table}{wrong}\n").into_bytes();
            for bytes in [line.clone(), [line, b"\xFF\n".to_vec()].concat()] {
                fs::write(&file, bytes).unwrap();
                let output = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
                    .args(["run", "--config"])
                    .arg(&file)
                    .env_remove("TELOXIDE_TOKEN")
                    .output()
                    .unwrap();
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                assert_eq!(output.status.code(), Some(1), "{wrong}: {said}");
                assert!(!said.contains("hunter2"), "{wrong}: {said}");
                said_something += usize::from(said.contains("config.toml:"));
            }
        }
    }
    assert!(said_something > 200, "{said_something}");
}

#[test]
fn a_token_file_of_windows_is_read_or_named() {
    let dir = tempfile::tempdir().unwrap();
    let token = dir.path().join("token");
    let find = |bytes: &[u8]| {
        fs::write(&token, bytes).unwrap();
        Token::find(&Telegram { token_file: Some(token.clone()), ..Telegram::default() })
    };
    assert_eq!(find(b"\xEF\xBB\xBF123:AbC\r\n").unwrap().reveal(), "123:AbC");
    let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{FEFF}123:AbC\r\n".encode_utf16().flat_map(order).collect()
    };
    for bytes in
        [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes), utf16(u16::to_le_bytes)[2..].to_vec()]
    {
        let said = find(&bytes).unwrap_err().to_string();
        assert!(
            said.contains("UTF-16") && said.contains("save it with the encoding UTF-8"),
            "{said}"
        );
    }
    let said = find(b"123:AbC\xFF").unwrap_err().to_string();
    assert!(said.contains("UTF-8") && !said.contains("AbC"), "{said}");
}

#[test]
fn without_a_token_the_program_says_where_it_looked() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("config.toml");
    let run = || {
        let output = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
            .args(["run", "--config"])
            .arg(&config)
            .env_remove("TELOXIDE_TOKEN")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    fs::write(&config, "").unwrap();
    assert!(run().contains("there is no token"), "{}", run());
    let token = dir.path().join("token");
    fs::write(&config, format!("[telegram]\ntoken_file = {token:?}\n")).unwrap();
    assert!(run().contains("could not be read"), "{}", run());
    fs::write(&token, "my secret words\n").unwrap();
    let said = run();
    assert!(said.contains("does not look like a token"), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

//! Bodies from public repositories: the rows of the table in `tests/real_bodies.md`.

use std::{collections::BTreeMap, fs, path::Path};

use super::{models::Model, reading};

/// Prints a row for each body of the index: whether it is read, and if not, why.
pub fn print(models: &BTreeMap<&str, &'static Model>, folder: &Path) {
    let index = fs::read_to_string(folder.join("index.tsv")).expect("the index can be read");
    for line in index.lines() {
        let mut columns = line.split('\t');
        let (Some(path), Some(name)) = (columns.next(), columns.next()) else {
            continue;
        };
        let body = fs::read_to_string(folder.join(path)).expect("the body can be read");
        let outcomes = match models.get(name) {
            Some(model) => reading::read(model, path, vec![body]),
            None => Vec::new(),
        };
        let outcome = match outcomes.first() {
            Some(Ok(_)) => "reads".to_owned(),
            Some(Err(refused)) => refused.to_string(),
            None => "nobody names its type here".to_owned(),
        };
        let file = path.rsplit('/').next().unwrap_or(path);
        println!("| {file} | {name} | {outcome} |");
    }
}

//! Pages of carts and of product projections, generated from bodies of the platform with a seed.

use std::{fs, path::Path};

use fastrand::Rng;
use serde_json::{Value, json};

use crate::{Failure, examples};

/// The minimum size of a page in bytes.
const SIZE: usize = 3_600_000;

/// A body with an expanded shipping method from before that type had the property `active`. How it is read depends on the rules
/// about missing values, which are not measured here.
const LEFT_OUT: &str = "adyen-commercetools-ctp-cart.json";

/// A page of results of a type, made of the bodies of that type in `../shared`: those from public repositories, and the
/// examples of the specification. Ids and amounts are those of the seed.
pub(crate) fn page(
    of: &str,
    official: &Path,
    bodies: &Path,
    seed: u64,
) -> Result<Vec<u8>, Failure> {
    let mut random = Rng::with_seed(seed);
    let found = found(of, official, bodies)?;
    let (mut results, mut size) = (Vec::new(), 0);
    while size < SIZE {
        let mut result = random
            .choice(&found)
            .cloned()
            .ok_or_else(|| Failure(format!("error: there is no body of a {of}")))?;
        vary(&mut result, &mut random);
        size += result.to_string().len();
        results.push(result);
    }
    let page = json!({
        "limit": 500,
        "offset": 0,
        "count": results.len(),
        "total": results.len(),
        "results": results,
    });
    Ok(page.to_string().into_bytes())
}

fn found(of: &str, official: &Path, bodies: &Path) -> Result<Vec<Value>, Failure> {
    let index = fs::read_to_string(bodies.join("index.tsv"))?;
    let seen = index.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        let path = columns.next()?;
        (columns.next() == Some(of)).then(|| bodies.join(path))
    });
    let folder = official.parent().unwrap_or(official);
    let examples = examples::files(&codegen::load(official)?);
    let examples = examples
        .into_iter()
        .filter(|(name, _)| name == of)
        .map(|(_, file)| folder.join(file));
    seen.chain(examples)
        .filter(|path| !path.ends_with(LEFT_OUT))
        .map(|path| {
            let text = fs::read(&path)?;
            serde_json::from_slice(&text)
                .map_err(|problem| Failure(format!("error: {}: {problem}", path.display())))
        })
        .collect()
}

/// Gives a body unique ids and amounts.
fn vary(value: &mut Value, random: &mut Rng) {
    match value {
        Value::String(text) if is_uuid(text) => *text = uuid(random),
        Value::Array(elements) => elements.iter_mut().for_each(|value| vary(value, random)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::Number(_) if name == "centAmount" => {
                        *value = random.u32(1..1_000_000).into()
                    }
                    value => vary(value, random),
                }
            }
        }
        _ => {}
    }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12]
}

fn uuid(random: &mut Rng) -> String {
    let digits = format!("{:032x}", random.u128(..));
    let mut parts = [8, 4, 4, 4, 12]
        .iter()
        .scan(digits.as_str(), |rest, length| {
            let (part, behind) = rest.split_at_checked(*length)?;
            *rest = behind;
            Some(part)
        });
    parts.by_ref().collect::<Vec<&str>>().join("-")
}

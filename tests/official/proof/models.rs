//! The models of `ctp-sdk`, as functions that all look the same.

use std::{collections::BTreeMap, marker::PhantomData, mem::size_of};

use ctp_sdk::models;
use ctp_sdk::runtime::Read as ReadModel;
use serde::Serialize;
use serde_json::Value;

/// A model.
pub struct Model {
    /// Its name in the specification.
    pub name: &'static str,
    pub size: usize,
    /// Reads a body. `None` if the model cannot be read.
    pub read: Option<Read>,
    /// Reads a body, writes what was read, and reads that again. `None` if it cannot be both read and written.
    pub exchange: Option<Exchange>,
    pub is_written: bool,
}

pub type Read = fn(&[u8]) -> Result<(), Refused>;
pub type Exchange = fn(&[u8]) -> Result<Exchanged, Refused>;

/// What became of a body that was read.
pub struct Exchanged {
    /// It, written again.
    pub written: Value,
    /// What is wrong with it, written again.
    pub problem: Option<String>,
}

/// Why a body is not read.
pub struct Refused {
    pub path: String,
    pub message: String,
}

/// All models, by their names in the specification.
pub fn all() -> BTreeMap<&'static str, &'static Model> {
    MODELS.iter().map(|model| (model.name, model)).collect()
}

fn read<T: ReadModel>(body: &[u8]) -> Result<(), Refused> {
    decode::<T>(body).map(drop)
}

fn exchange<T: ReadModel + PartialEq + Serialize>(body: &[u8]) -> Result<Exchanged, Refused> {
    let first: T = decode(body)?;
    let text = serde_json::to_vec(&first).expect("a model can be written");
    let problem = match decode::<T>(&text) {
        Err(refused) => Some(format!("what was written is not read again: {refused}")),
        Ok(second) if second != first => {
            Some("what was written is read as something else".to_owned())
        }
        Ok(_) => None,
    };
    Ok(Exchanged::new(&text, problem))
}

fn decode<T: ReadModel>(body: &[u8]) -> Result<T, Refused> {
    ctp_sdk::runtime::body(body).map_err(|failure| Refused {
        path: failure.path().to_owned(),
        message: failure.message().to_owned(),
    })
}

impl Exchanged {
    // Compiled once, not for each model.
    fn new(text: &[u8], problem: Option<String>) -> Self {
        let written: Value = serde_json::from_slice(text).expect("what is written is JSON");
        // A member that stands twice is lost in a value: its text is shorter.
        let is_shorter = written.to_string().len() != text.len();
        Self {
            written,
            problem: problem.or_else(|| is_shorter.then(|| "a member is written twice".to_owned())),
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.as_str() {
            "" => formatter.write_str(&self.message),
            path => write!(formatter, "`{path}`: {}", self.message),
        }
    }
}

/// What a type can do. The constants of its own stand before those of [`Otherwise`] where their bounds are met.
struct Of<T>(PhantomData<T>);

impl<T: ReadModel> Of<T> {
    const READ: Option<Read> = Some(read::<T>);
}

impl<T: ReadModel + PartialEq + Serialize> Of<T> {
    const EXCHANGE: Option<Exchange> = Some(exchange::<T>);
}

impl<T: Serialize> Of<T> {
    const IS_WRITTEN: bool = true;
}

#[allow(dead_code, reason = "it may be that all models are read")]
trait Otherwise {
    const READ: Option<Read> = None;
    const EXCHANGE: Option<Exchange> = None;
    const IS_WRITTEN: bool = false;
}

impl<T> Otherwise for Of<T> {}

macro_rules! models {
    ($($name:literal => $model:ident,)*) => {
        static MODELS: &[Model] = &[$(Model {
            name: $name,
            size: size_of::<models::$model>(),
            read: Of::<models::$model>::READ,
            exchange: Of::<models::$model>::EXCHANGE,
            is_written: Of::<models::$model>::IS_WRITTEN,
        }),*];
    };
}

// A call of the macro with a row for each model: `cargo xtask models` writes it.
include!("table.rs");

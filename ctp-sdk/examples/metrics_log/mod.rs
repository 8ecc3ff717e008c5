//! A recorder of the crate `metrics` that adds up what is counted and timed. In production, an exporter takes its place, such as
//! `metrics-exporter-prometheus`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};

/// What was measured, by names and labels. Its clones are the same.
#[derive(Clone, Default)]
pub struct MetricsLog {
    totals: Arc<Mutex<BTreeMap<String, f64>>>,
}

impl MetricsLog {
    /// The sum of each counter, and of each histogram in its unit.
    pub fn totals(&self) -> BTreeMap<String, f64> {
        let totals = self.totals.lock();
        totals.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn series(&self, key: &Key) -> Arc<Series> {
        let labels = key
            .labels()
            .map(|label| format!("{}={:?}", label.key(), label.value()));
        let labels: Vec<String> = labels.collect();
        Arc::new(Series {
            name: format!("{}{{{}}}", key.name(), labels.join(",")),
            log: self.clone(),
        })
    }
}

/// One name with its labels.
struct Series {
    name: String,
    log: MetricsLog,
}

impl Series {
    fn add(&self, value: f64) {
        let mut totals = self
            .log
            .totals
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *totals.entry(self.name.clone()).or_default() += value;
    }
}

impl CounterFn for Series {
    fn increment(&self, value: u64) {
        // Exact up to 2^53.
        self.add(value as f64);
    }

    /// The SDK has no counter of this kind.
    fn absolute(&self, _: u64) {}
}

impl HistogramFn for Series {
    fn record(&self, value: f64) {
        self.add(value);
    }
}

impl Recorder for MetricsLog {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.series(key))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.series(key))
    }
}

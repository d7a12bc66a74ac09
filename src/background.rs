//! Work that takes seconds and must keep nobody waiting.

/// Works on half of the cores, so that whoever asks something meanwhile is answered on the others;
/// `None` if the system gives no threads. To be called where it may block.
pub fn on_half_the_cores<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    let half = rayon::current_num_threads().div_ceil(2);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(half).build().ok()?;
    Some(pool.install(work))
}

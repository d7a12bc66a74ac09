//! Work that takes seconds: on threads of its own.

/// Works on threads of its own, as many as there are cores, that end with it: what it used of memory goes
/// back to the system then, where threads that stay keep it.
pub fn on_own_threads<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// Works on half of the cores, so that whoever asks something meanwhile is answered on the others;
/// `None` if the system gives no threads. To be called where it may block.
pub fn on_half_the_cores<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    let half = rayon::current_num_threads().div_ceil(2);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(half).build().ok()?;
    Some(pool.install(work))
}

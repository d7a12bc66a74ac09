//! Logistic regression for a handful of numbers, by Newton's method with a ridge penalty.

/// Weights are held towards zero by this much, against chance in few data.
const RIDGE: f64 = 1.0;
/// Newton's method needs fewer.
const STEPS: usize = 15;

/// One known case with `N` inputs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<const N: usize> {
    pub(crate) inputs: [f32; N],
    /// What was to be predicted.
    pub(crate) is_true: bool,
    /// How much the case counts.
    pub(crate) weight: f32,
}

/// A fitted prediction.
#[derive(Clone, Debug)]
pub(crate) struct Logistic<const N: usize> {
    means: [f64; N],
    deviations: [f64; N],
    weights: [f64; N],
    intercept: f64,
}

impl<const N: usize> Logistic<N> {
    /// Fits to `cases`. Without cases of both kinds every prediction is the share of true ones.
    pub(crate) fn fit(cases: &[Case<N>]) -> Self {
        let total: f64 = cases.iter().map(|case| f64::from(case.weight)).sum();
        let mean_of = |value: &dyn Fn(&Case<N>) -> f64| {
            cases.iter().map(|case| f64::from(case.weight) * value(case)).sum::<f64>()
                / total.max(1e-9)
        };
        let input = |case: &Case<N>, i: usize| case.inputs.get(i).copied().map_or(0.0, f64::from);
        let means: [f64; N] = std::array::from_fn(|i| mean_of(&|case| input(case, i)));
        let deviations = std::array::from_fn(|i| {
            let mean = means.get(i).copied().unwrap_or_default();
            mean_of(&|case| (input(case, i) - mean).powi(2)).sqrt().max(1e-6)
        });
        let mut fitted = Self { means, deviations, weights: [0.0; N], intercept: 0.0 };
        for _ in 0..STEPS {
            let Some(step) = fitted.newton_step(cases) else { break };
            let all = fitted.weights.iter_mut().chain(std::iter::once(&mut fitted.intercept));
            for (weight, step) in all.zip(step) {
                *weight -= step;
            }
        }
        fitted
    }

    /// The probability, 0 to 1, that a case with these inputs is true.
    pub(crate) fn predict(&self, inputs: &[f32; N]) -> f32 {
        self.probability(inputs) as f32
    }

    fn probability(&self, inputs: &[f32; N]) -> f64 {
        let products = self.standardised(inputs).zip(&self.weights).map(|(x, weight)| x * weight);
        1.0 / (1.0 + (-(products.sum::<f64>() + self.intercept)).exp())
    }

    fn standardised(&self, inputs: &[f32; N]) -> impl Iterator<Item = f64> {
        let scales = self.means.iter().zip(&self.deviations);
        inputs.iter().zip(scales).map(|(input, (mean, dev))| (f64::from(*input) - mean) / dev)
    }

    /// What the weights and, last, the intercept are to change by; `None` where the problem has no
    /// single optimum.
    fn newton_step(&self, cases: &[Case<N>]) -> Option<Vec<f64>> {
        let size = N + 1;
        let ridge = |i: usize| if i < N { RIDGE } else { 1e-6 };
        let own = self.weights.iter().chain(std::iter::once(&self.intercept));
        let mut gradient: Vec<f64> = own.enumerate().map(|(i, w)| ridge(i) * w).collect();
        let mut hessian = vec![vec![0.0; size]; size];
        for (i, row) in hessian.iter_mut().enumerate() {
            *row.get_mut(i)? = ridge(i);
        }
        for case in cases {
            let x: Vec<f64> = self.standardised(&case.inputs).chain(std::iter::once(1.0)).collect();
            let p = self.probability(&case.inputs);
            let weight = f64::from(case.weight);
            let error = weight * (p - f64::from(u8::from(case.is_true)));
            let curve = weight * (p * (1.0 - p)).max(1e-6);
            for ((gradient, row), xi) in gradient.iter_mut().zip(&mut hessian).zip(&x) {
                *gradient += error * xi;
                for (cell, xj) in row.iter_mut().zip(&x) {
                    *cell += curve * xi * xj;
                }
            }
        }
        solve(hessian, gradient)
    }
}

/// Solves a positive definite system by elimination; `None` if it is not.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for pivot in 0..size {
        let pivot_row = matrix.get(pivot)?.clone();
        let diagonal = *pivot_row.get(pivot)?;
        if diagonal <= 0.0 || !diagonal.is_finite() {
            return None;
        }
        let pivot_right = *right.get(pivot)?;
        for (row, value) in matrix.iter_mut().zip(&mut right).skip(pivot + 1) {
            let factor = row.get(pivot)? / diagonal;
            for (cell, above) in row.iter_mut().zip(&pivot_row) {
                *cell -= factor * above;
            }
            *value -= factor * pivot_right;
        }
    }
    let mut solution = vec![0.0; size];
    for row in (0..size).rev() {
        let cells = matrix.get(row)?;
        let known: f64 = cells.iter().zip(&solution).skip(row + 1).map(|(a, b)| a * b).sum();
        *solution.get_mut(row)? = (right.get(row)? - known) / cells.get(row)?;
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::{Case, Logistic};

    #[test]
    fn learns_which_input_tells() {
        let cases: Vec<Case<2>> = (0..200)
            .map(|i| Case {
                inputs: [(i % 20) as f32 / 10.0, (i % 7) as f32],
                is_true: i % 20 > 9 && i % 10 != 3,
                weight: 1.0,
            })
            .collect();
        let fitted = Logistic::fit(&cases);
        let ask = |x: f32| fitted.predict(&[x, 3.0]);
        assert!(ask(0.2) < 0.1 && ask(1.8) > 0.8, "{} {}", ask(0.2), ask(1.8));
    }

    #[test]
    fn without_inputs_that_tell_it_predicts_the_share() {
        let case = |i: i32| Case { inputs: [0.0], is_true: i % 4 == 0, weight: 1.0 };
        let cases: Vec<Case<1>> = (0..100).map(case).collect();
        let share = Logistic::fit(&cases).predict(&[0.0]);
        assert!((share - 0.25).abs() < 0.01, "{share}");
    }

    #[test]
    fn without_cases_it_is_undecided() {
        let undecided = Logistic::<3>::fit(&[]).predict(&[1.0; 3]);
        assert!((undecided - 0.5).abs() < 0.01);
    }
}

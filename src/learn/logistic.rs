//! Logistic regression for a handful of numbers, by Newton's method.

use serde::{Deserialize, Serialize};

/// How many numbers a prediction rests on.
pub(crate) const INPUTS: usize = 5;
/// Weights are held towards zero by this much, against chance in few data.
const RIDGE: f64 = 1.0;
/// Newton's method needs fewer.
const STEPS: usize = 15;
/// With the constant.
const SIZE: usize = INPUTS + 1;

/// One known case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) inputs: [f32; INPUTS],
    pub(crate) right: bool,
    /// How much the case counts.
    pub(crate) weight: f32,
}

/// A fitted prediction.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Logistic {
    means: [f64; INPUTS],
    spreads: [f64; INPUTS],
    /// The last is the constant.
    weights: [f64; SIZE],
}

impl Logistic {
    /// Fits to `cases`. Without cases of both kinds every prediction is the share of right ones.
    pub(crate) fn fit(cases: &[Case]) -> Self {
        let total: f64 = cases.iter().map(|case| f64::from(case.weight)).sum();
        let mean_of = |value: &dyn Fn(&Case) -> f64| {
            cases.iter().map(|case| f64::from(case.weight) * value(case)).sum::<f64>()
                / total.max(1e-9)
        };
        let means = std::array::from_fn(|i| mean_of(&|case| input(case, i)));
        let spreads = std::array::from_fn(|i| {
            let mean = mean_of(&|case| input(case, i));
            mean_of(&|case| (input(case, i) - mean).powi(2)).sqrt().max(1e-6)
        });
        let mut fitted = Self { means, spreads, weights: [0.0; SIZE] };
        for _ in 0..STEPS {
            let Some(step) = fitted.newton_step(cases) else { break };
            for (weight, step) in fitted.weights.iter_mut().zip(step) {
                *weight -= step;
            }
        }
        fitted
    }

    /// The probability, 0 to 1, that a case with these inputs is right.
    pub(crate) fn predict(&self, inputs: &[f32; INPUTS]) -> f32 {
        let sum: f64 =
            self.standardised(inputs).iter().zip(&self.weights).map(|(x, w)| x * w).sum();
        (1.0 / (1.0 + (-sum).exp())) as f32
    }

    fn standardised(&self, inputs: &[f32; INPUTS]) -> [f64; SIZE] {
        let mut out = [1.0; SIZE];
        let scales = self.means.iter().zip(&self.spreads);
        for (out, (input, (mean, spread))) in out.iter_mut().zip(inputs.iter().zip(scales)) {
            *out = (f64::from(*input) - mean) / spread;
        }
        out
    }

    fn newton_step(&self, cases: &[Case]) -> Option<[f64; SIZE]> {
        let mut gradient = [0.0; SIZE];
        let mut hessian = [[0.0; SIZE]; SIZE];
        let ridge = |i: usize| if i < INPUTS { RIDGE } else { 1e-6 };
        for (i, (gradient, row)) in gradient.iter_mut().zip(&mut hessian).enumerate() {
            *gradient = ridge(i) * self.weights.get(i).copied().unwrap_or_default();
            if let Some(diagonal) = row.get_mut(i) {
                *diagonal = ridge(i);
            }
        }
        for case in cases {
            let x = self.standardised(&case.inputs);
            let p = f64::from(self.predict(&case.inputs));
            let weight = f64::from(case.weight);
            let error = weight * (p - f64::from(u8::from(case.right)));
            let curve = weight * (p * (1.0 - p)).max(1e-6);
            for ((gradient, row), xi) in gradient.iter_mut().zip(&mut hessian).zip(x) {
                *gradient += error * xi;
                for (cell, xj) in row.iter_mut().zip(x) {
                    *cell += curve * xi * xj;
                }
            }
        }
        solve(hessian, gradient)
    }
}

fn input(case: &Case, i: usize) -> f64 {
    case.inputs.get(i).copied().map_or(0.0, f64::from)
}

/// Solves a positive definite system by elimination; `None` if it is not.
fn solve(mut matrix: [[f64; SIZE]; SIZE], mut right: [f64; SIZE]) -> Option<[f64; SIZE]> {
    for pivot in 0..SIZE {
        let pivot_row = *matrix.get(pivot)?;
        let diagonal = *pivot_row.get(pivot)?;
        if diagonal <= 0.0 || !diagonal.is_finite() {
            return None;
        }
        let pivot_right = *right.get(pivot)?;
        for (row, value) in matrix.iter_mut().zip(&mut right).skip(pivot + 1) {
            let factor = row.get(pivot)? / diagonal;
            for (cell, above) in row.iter_mut().zip(pivot_row) {
                *cell -= factor * above;
            }
            *value -= factor * pivot_right;
        }
    }
    let mut solution = [0.0; SIZE];
    for row in (0..SIZE).rev() {
        let cells = matrix.get(row)?;
        let known: f64 = cells.iter().zip(solution).skip(row + 1).map(|(a, b)| a * b).sum();
        *solution.get_mut(row)? = (right.get(row)? - known) / cells.get(row)?;
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::{Case, INPUTS, Logistic};

    #[test]
    fn learns_which_input_tells() {
        let cases: Vec<Case> = (0..200)
            .map(|i| {
                let mut inputs = [0.0; INPUTS];
                inputs[0] = (i % 20) as f32 / 10.0;
                inputs[1] = (i % 7) as f32;
                Case { inputs, right: i % 20 > 9 && i % 10 != 3, weight: 1.0 }
            })
            .collect();
        let fitted = Logistic::fit(&cases);
        let ask = |x: f32| {
            let mut inputs = [0.0; INPUTS];
            inputs[0] = x;
            inputs[1] = 3.0;
            fitted.predict(&inputs)
        };
        assert!(ask(0.2) < 0.1 && ask(1.8) > 0.8, "{} {}", ask(0.2), ask(1.8));
    }

    #[test]
    fn without_cases_it_is_undecided() {
        let undecided = Logistic::fit(&[]).predict(&[1.0; INPUTS]);
        assert!((undecided - 0.5).abs() < 0.01);
    }
}

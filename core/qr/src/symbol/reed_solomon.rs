//! Correction of errors at unknown and of erasures at known places (ISO/IEC 18004 annex B).

use super::field::{power, product, quotient, value_at};

/// Corrects `block`, whose last `correction` codewords are the check, in place.
///
/// `erasures` are indices into the block whose values are not trusted. `spare` check codewords must
/// be left over once errors count twice and erasures once: they are the evidence that the result is
/// no accident. Returns the number of changed codewords, or `None`, with the block unchanged, if it
/// is beyond repair.
pub(super) fn correct(
    block: &mut [u8],
    correction: usize,
    erasures: &[usize],
    spare: usize,
) -> Option<usize> {
    let syndromes = syndromes(block, correction);
    if syndromes.iter().all(|s| *s == 0) {
        return Some(0);
    }
    let locator = locator(&syndromes, erasures, block.len())?;
    let degree = locator.iter().rposition(|c| *c != 0)?;
    let errors = degree.checked_sub(erasures.len())?;
    if 2 * errors + erasures.len() + spare > correction {
        return None;
    }
    let mut evaluator = vec![0; correction];
    for (i, a) in locator.iter().enumerate() {
        for (j, b) in syndromes.iter().enumerate().take(correction.saturating_sub(i)) {
            evaluator[i + j] ^= product(*a, *b);
        }
    }
    let derivative: Vec<u8> =
        (1..locator.len()).map(|i| if i % 2 == 1 { locator[i] } else { 0 }).collect();

    let mut fixed = block.to_vec();
    let (mut roots, mut changed) = (0, 0);
    for (index, codeword) in fixed.iter_mut().enumerate() {
        let place = block.len() - 1 - index;
        let inverse = power(255 - place % 255);
        if value_at(&locator, inverse) != 0 {
            continue;
        }
        roots += 1;
        let numerator = product(value_at(&evaluator, inverse), power(place));
        let change = quotient(numerator, value_at(&derivative, inverse))?;
        changed += usize::from(change != 0);
        *codeword ^= change;
    }
    if roots != degree || self::syndromes(&fixed, correction).iter().any(|s| *s != 0) {
        return None;
    }
    block.copy_from_slice(&fixed);
    Some(changed)
}

fn syndromes(block: &[u8], correction: usize) -> Vec<u8> {
    (0..correction)
        .map(|i| {
            let x = power(i);
            block.iter().fold(0, |sum, codeword| product(sum, x) ^ codeword)
        })
        .collect()
}

/// The polynomial whose roots name the bad places: Berlekamp and Massey's, begun with the erasures.
fn locator(syndromes: &[u8], erasures: &[usize], length: usize) -> Option<Vec<u8>> {
    let correction = syndromes.len();
    if erasures.len() >= correction {
        return None;
    }
    let mut locator = vec![0_u8; correction + 1];
    locator[0] = 1;
    for (count, &index) in erasures.iter().enumerate() {
        let x = power(length.checked_sub(index + 1)?);
        for i in (1..=count + 1).rev() {
            locator[i] ^= product(locator[i - 1], x);
        }
    }
    let mut previous = locator.clone();
    let mut errors = erasures.len();
    for step in erasures.len() + 1..=correction {
        let discrepancy =
            (0..step).fold(0, |sum, i| sum ^ product(locator[i], syndromes[step - 1 - i]));
        previous.rotate_right(1);
        previous[0] = 0;
        if discrepancy == 0 {
            continue;
        }
        let mut next = locator.clone();
        for (n, p) in next.iter_mut().zip(&previous) {
            *n ^= product(discrepancy, *p);
        }
        if 2 * errors < step + erasures.len() {
            errors = step + erasures.len() - errors;
            for (p, l) in previous.iter_mut().zip(&locator) {
                *p = quotient(*l, discrepancy)?;
            }
        }
        locator = next;
    }
    Some(locator)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block of zeros is a codeword of every such code, and so are its multiples: `message`
    /// followed by its check, made by division.
    fn block(data: &[u8], correction: usize) -> Vec<u8> {
        let mut generator = vec![1_u8];
        for i in 0..correction {
            let mut next = vec![0; generator.len() + 1];
            for (j, g) in generator.iter().enumerate() {
                next[j] ^= *g;
                next[j + 1] ^= product(*g, power(i));
            }
            generator = next;
        }
        let mut rest = data.to_vec();
        rest.resize(data.len() + correction, 0);
        for i in 0..data.len() {
            let factor = rest[i];
            for (j, g) in generator.iter().enumerate() {
                rest[i + j] ^= product(factor, *g);
            }
        }
        [data, &rest[data.len()..]].concat()
    }

    #[test]
    fn errors_and_erasures_are_corrected_up_to_the_bound() {
        let good = block(b"forty-two bytes of nothing in particular!!", 22);
        for errors in 0..=10_usize {
            for erased in 0..=(21 - 2 * errors) {
                let mut bad = good.clone();
                let places: Vec<usize> =
                    (0..errors + erased).map(|i| (i * 17 + 5) % bad.len()).collect();
                for (i, place) in places.iter().enumerate() {
                    bad[*place] ^= u8::try_from(i * 7 + 1).unwrap();
                }
                let changed = correct(&mut bad, 22, &places[errors..], 1);
                assert_eq!(changed, Some(errors + erased), "{errors} errors, {erased} erasures");
                assert_eq!(bad, good);
            }
        }
    }

    #[test]
    fn too_many_errors_leave_the_block_alone() {
        let good = block(b"0123456789", 10);
        let mut bad = good.clone();
        for codeword in bad.iter_mut().take(8) {
            *codeword ^= 0x5a;
        }
        let before = bad.clone();
        assert_eq!(correct(&mut bad, 10, &[], 1), None);
        assert_eq!(bad, before);
        assert_eq!(correct(&mut bad, 10, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 1), None);
        assert_eq!(bad, before);
    }
}

//! Rows of gold and rows of the engine -> which stands for which, one to one, the best first.

/// A half-open range of code points.
pub type Place = (usize, usize);

/// Where a gold row stands; any of its places is as good as the first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stand {
    pub places: Vec<Place>,
    /// The row of the same list that this one repeats.
    pub repeats: Option<usize>,
}

/// What became of the rows, by their indices.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pairing {
    /// Gold row and found row, one pair a fact.
    pub pairs: Vec<(usize, usize)>,
    /// Gold rows that nothing stands for.
    pub missed: Vec<usize>,
    /// Found rows that stand for nothing.
    pub extra: Vec<usize>,
}

/// Pairs the rows by a score; 0 is no pair. A repeat stands for its original: to find either is enough, to find none costs once.
pub fn pair(gold: &[Stand], found: usize, score: &dyn Fn(usize, usize) -> f64) -> Pairing {
    let root = roots(gold);
    let mut candidates = Vec::new();
    for (g, &original) in root.iter().enumerate() {
        for f in 0..found {
            let score = score(g, f);
            if score > 0.0 {
                candidates.push((score, original != g, g, f));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
    let mut of_gold = vec![None; gold.len()];
    let mut taken = vec![false; found];
    for (_, _, g, f) in candidates {
        if of_gold[g].is_none() && !taken[f] {
            of_gold[g] = Some(f);
            taken[f] = true;
        }
    }
    let mut pairing = Pairing { extra: (0..found).filter(|&f| !taken[f]).collect(), ..Pairing::default() };
    for original in (0..gold.len()).filter(|&g| root.contains(&g)) {
        let repeats = (0..gold.len()).filter(|&g| g != original && root[g] == original);
        let row = [original].into_iter().filter(|&g| root[g] == original).chain(repeats).find_map(|g| of_gold[g].map(|f| (g, f)));
        match row {
            Some(pair) => pairing.pairs.push(pair),
            None => pairing.missed.push(original),
        }
    }
    pairing
}

/// The row that each row stands for: the one that it repeats, or an earlier one in the same place.
pub fn roots(gold: &[Stand]) -> Vec<usize> {
    let mut root: Vec<usize> = Vec::with_capacity(gold.len());
    for (g, stand) in gold.iter().enumerate() {
        let earlier = (0..g).find(|&e| gold[e].repeats.is_none() && gold[e].places.first() == stand.places.first());
        root.push(stand.repeats.filter(|&r| r < gold.len()).or(earlier).unwrap_or(g));
    }
    for g in 0..root.len() {
        // Repeats of repeats; a ring of them ends after as many steps as there are rows.
        for _ in 0..root.len() {
            root[g] = root[root[g]];
        }
    }
    root
}

/// How much two places share, in code points.
pub fn overlap(a: Place, b: Place) -> usize {
    a.1.min(b.1).saturating_sub(a.0.max(b.0))
}

/// Intersection over union of two places, 0 to 1.
pub fn likeness(a: Place, b: Place) -> f64 {
    match overlap(a, b) {
        0 => 0.0,
        shared => shared as f64 / (a.1 - a.0 + b.1 - b.0 - shared) as f64,
    }
}

impl Stand {
    /// Intersection over union with the place that is most like it.
    pub fn closeness(&self, place: Place) -> f64 {
        self.places.iter().map(|&own| likeness(own, place)).fold(0.0, f64::max)
    }

    pub fn touches(&self, place: Place) -> bool {
        self.places.iter().any(|&own| overlap(own, place) > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(start: usize, end: usize, repeats: Option<usize>) -> Stand {
        Stand { places: vec![(start, end)], repeats }
    }

    fn check(gold: &[Stand], found: &[Place], pairs: &[(usize, usize)], missed: &[usize], extra: &[usize]) {
        let expected = Pairing { pairs: pairs.to_vec(), missed: missed.to_vec(), extra: extra.to_vec() };
        assert_eq!(pair(gold, found.len(), &|g, f| gold[g].closeness(found[f])), expected);
    }

    #[test]
    fn the_best_pair_first_and_each_row_once() {
        let gold = [stand(0, 10, None), stand(20, 30, None)];
        check(&gold, &[(1, 10), (0, 10), (21, 30)], &[(0, 1), (1, 2)], &[], &[0]);
        check(&gold, &[(40, 50)], &[], &[0, 1], &[0]);
        check(&[], &[], &[], &[], &[]);
    }

    #[test]
    fn a_repeat_stands_for_its_original() {
        let gold = [stand(0, 10, None), stand(50, 60, Some(0)), stand(70, 80, None)];
        check(&gold, &[(50, 60)], &[(1, 0)], &[2], &[]);
        check(&gold, &[(0, 10), (50, 60)], &[(0, 0)], &[2], &[]);
        check(&gold, &[], &[], &[0, 2], &[]);
        // Two rows of the same place are one fact.
        check(&[stand(0, 10, None), stand(0, 10, None)], &[(0, 10)], &[(0, 0)], &[], &[]);
    }
}

//! Incident mentions of many documents -> incidents. Deterministic and independent of the order of documents: mentions are
//! sorted first, compared only within the block of their operator (or of their service, where no operator is known), and an
//! incident's id comes from its members alone.

use std::collections::{BTreeMap, BTreeSet};

use super::moment::Moment;
use crate::document::Kind;

/// An incident mention as clustering sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub id: String,
    pub document_id: String,
    pub kind: Kind,
    pub published_at: Option<String>,
    pub operator: Option<String>,
    /// The organisation that the operator belongs to (a group, a ministry); the operator itself where there is none.
    pub group: Option<String>,
    pub service: Option<String>,
    pub event: Option<String>,
    pub sequence: Option<i64>,
    pub start_at: Option<String>,
    pub end_at: Option<String>,
    pub duration_seconds: Option<u64>,
    pub background: bool,
}

/// When a mention's document came out, which it is, and which of its incidents is meant.
type Place<T> = (Option<T>, T, Option<T>, T);

impl Member {
    /// The order of mentions that nothing else tells apart. Ids of mentions come last: they change with the engine, and the clusters should not.
    fn place(&self) -> Place<&str> {
        (self.published_at.as_deref(), &self.document_id, self.start_at.as_deref(), &self.id)
    }

    fn placed(&self) -> Place<String> {
        (self.published_at.clone(), self.document_id.clone(), self.start_at.clone(), self.id.clone())
    }
}

/// One incident of the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// `카카오-2024-05-13`, with `-2` and so on where several of one operator fall on a day.
    pub id: String,
    pub operator: Option<String>,
    pub service: Option<String>,
    pub event: Option<String>,
    pub start_at: Option<String>,
    pub end_at: Option<String>,
    pub duration_seconds: Option<u64>,
    /// Ids of the members, sorted.
    pub members: Vec<String>,
}

/// What clustering made, and the size of the largest block, which bounds its cost.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clusters {
    pub incidents: Vec<Incident>,
    pub largest_block: usize,
}

/// Minutes between two clock times of one day that can still be one incident's start, told roughly.
const SAME_START_MINUTES: i64 = 120;
/// Days before a document's date in which an incident can lie that it names without a date.
const RECENT_DAYS: i64 = 800;
/// How alike two names of a service must be to mean the same.
const SAME_SERVICE: f64 = 0.5;

/// Groups the mentions. The result is the same for any order of `members`.
pub fn cluster(mut members: Vec<Member>) -> Clusters {
    members.sort_by(|a, b| a.id.cmp(&b.id));
    members.dedup_by(|a, b| a.id == b.id);
    members.sort_by(|a, b| a.place().cmp(&b.place()));
    let mut blocks: BTreeMap<String, Vec<Member>> = BTreeMap::new();
    for member in members {
        blocks.entry(block(&member)).or_default().push(member);
    }
    let largest_block = blocks.values().map(Vec::len).max().unwrap_or(0);
    let clusters: Vec<Cluster> = blocks.into_values().flat_map(cluster_block).collect();
    Clusters { incidents: name(adopt(clusters)), largest_block }
}

/// What two mentions must share to be compared at all.
pub fn block(member: &Member) -> String {
    match (&member.group, &member.operator, &member.service) {
        (Some(group), _, _) => squeeze(group),
        (None, Some(operator), _) => squeeze(operator),
        (None, None, Some(service)) => format!("~{}", service.chars().filter(|c| c.is_alphanumeric()).take(2).collect::<String>()),
        (None, None, None) => format!("?{}", member.document_id),
    }
}

/// A company's name without its legal form and spaces.
pub fn squeeze(name: &str) -> String {
    let name = name.replace("(주)", "").replace("주식회사", "").replace('㈜', "");
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

// ---------------------------------------------------------------- one block

#[derive(Debug, Clone)]
struct Cluster {
    moment: Option<Moment>,
    members: Vec<Member>,
}

fn cluster_block(members: Vec<Member>) -> Vec<Cluster> {
    let moment = |m: &Member| m.start_at.as_deref().and_then(Moment::parse);
    let (mut timed, mut dated, mut vague) = (Vec::new(), Vec::new(), Vec::new());
    for member in members {
        match moment(&member) {
            Some(at) if at.is_day() && at.has_time() => timed.push((at, member)),
            Some(at) if at.is_day() => dated.push((at, member)),
            at => vague.push((at, member)),
        }
    }
    timed.sort_by(|(a, m), (b, n)| (a.key(), m.place()).cmp(&(b.key(), n.place())));
    dated.sort_by(|(a, m), (b, n)| (a.key(), m.place()).cmp(&(b.key(), n.place())));
    let mut clusters: Vec<Cluster> = Vec::new();
    for (at, member) in timed.into_iter().chain(dated) {
        place(&mut clusters, Some(at), member, |cluster, member| {
            let same_day = cluster.moment.is_some_and(|m| m.day_agrees(&at));
            (same_day && can_be_one(cluster, member, &at)).then(|| likeness(cluster, member))
        });
    }
    // Mentions without a day look at the dated clusters only, so that none of them draws others after it.
    let dated_count = clusters.len();
    vague.sort_by(|(a, m), (b, n)| {
        let key = |at: &Option<Moment>, m: &Member| (std::cmp::Reverse(at.map_or(0, |a| a.precision())), at.map(|a| a.key()), m.placed());
        key(a, m).cmp(&key(b, n))
    });
    for (at, member) in vague {
        let home = best_home(&clusters[..dated_count], at, &member);
        match home {
            Some(index) => clusters[index].members.push(member),
            None => {
                let (dated, loose) = clusters.split_at_mut(dated_count);
                let _ = dated;
                let fits = |c: &&mut Cluster| c.moment == at && same_service_or_unknown(c, &member) && !shares_document(c, &member);
                match loose.iter_mut().find(fits) {
                    Some(cluster) => cluster.members.push(member),
                    None => clusters.push(Cluster { moment: at, members: vec![member] }),
                }
            }
        }
    }
    clusters
}

/// Minutes between two clock times that are one moment, told to the minute or rounded.
const SAME_MOMENT_MINUTES: i64 = 5;

/// Joins what a document tells without an operator to the only incident with one that began at the same moment. Only named
/// clusters take others in, and they are judged as they stood before, so that the order makes no difference.
fn adopt(clusters: Vec<Cluster>) -> Vec<Cluster> {
    let is_named = |c: &Cluster| c.members.iter().any(|m| m.operator.is_some());
    let (mut named, nameless): (Vec<Cluster>, Vec<Cluster>) = clusters.into_iter().partition(is_named);
    let mut by_day: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, cluster) in named.iter().enumerate() {
        let Some(moment) = cluster.moment.filter(Moment::has_time) else { continue };
        by_day.entry(moment.day().to_string()).or_default().push(index);
    }
    let mut adopted: Vec<(usize, Vec<Member>)> = Vec::new();
    let mut alone = Vec::new();
    for cluster in nameless {
        let home = cluster.moment.filter(Moment::has_time).and_then(|at| {
            let same_moment = |i: &&usize| {
                let minutes = named[**i].moment.and_then(|m| m.minutes_to(&at));
                let strangers = !cluster.members.iter().any(|m| shares_document(&named[**i], m));
                strangers && minutes.is_some_and(|m| m.abs() <= SAME_MOMENT_MINUTES) && family(&named[**i].members[0]) == family(&cluster.members[0])
            };
            let mut fitting = by_day.get(&at.day().to_string())?.iter().filter(same_moment);
            fitting.next().filter(|_| fitting.next().is_none()).copied()
        });
        match home {
            Some(index) => adopted.push((index, cluster.members)),
            None => alone.push(cluster),
        }
    }
    for (index, members) in adopted {
        named[index].members.extend(members);
    }
    named.extend(alone);
    named
}

/// Puts a member into the likest cluster that takes it, or into one of its own.
fn place(clusters: &mut Vec<Cluster>, at: Option<Moment>, member: Member, score: impl Fn(&Cluster, &Member) -> Option<i64>) {
    let best = clusters.iter().enumerate().filter_map(|(i, c)| Some((score(c, &member)?, std::cmp::Reverse(i)))).max();
    match best {
        Some((_, std::cmp::Reverse(index))) => clusters[index].members.push(member),
        None => clusters.push(Cluster { moment: at, members: vec![member] }),
    }
}

/// Constraints on one day: not two clock times far apart, not two incidents of one document, not two operators with two services.
fn can_be_one(cluster: &Cluster, member: &Member, at: &Moment) -> bool {
    let times_fit = match cluster.moment.as_ref().and_then(|m| m.minutes_to(at)) {
        Some(minutes) => minutes.abs() <= SAME_START_MINUTES || inside(cluster, at),
        None => true,
    };
    let ordinals_fit =
        cluster.members.iter().all(|m| m.sequence.zip(member.sequence).is_none_or(|(a, b)| a == b) || m.document_id != member.document_id);
    times_fit && ordinals_fit && !shares_document(cluster, member)
}

/// Whether a clock time lies between the start and end that a member gives.
fn inside(cluster: &Cluster, at: &Moment) -> bool {
    let between = |m: &Member| {
        let ends = m.start_at.as_deref().and_then(Moment::parse).zip(m.end_at.as_deref().and_then(Moment::parse));
        ends.is_some_and(|(start, end)| start.key() <= at.key() && at.key() <= end.key())
    };
    cluster.members.iter().any(between)
}

fn shares_document(cluster: &Cluster, member: &Member) -> bool {
    cluster.members.iter().any(|m| m.document_id == member.document_id)
}

fn same_service_or_unknown(cluster: &Cluster, member: &Member) -> bool {
    cluster.members.iter().all(|m| match (&m.service, &member.service) {
        (Some(a), Some(b)) => dice(a, b) >= SAME_SERVICE,
        _ => true,
    })
}

/// How much speaks for the cluster among several that take a member.
fn likeness(cluster: &Cluster, member: &Member) -> i64 {
    let any = |test: &dyn Fn(&Member) -> bool| i64::from(cluster.members.iter().any(test));
    let same_operator = any(&|m| m.operator == member.operator);
    let service = any(&|m| m.service.as_deref().zip(member.service.as_deref()).is_some_and(|(a, b)| dice(a, b) >= SAME_SERVICE));
    let event = any(&|m| m.event.is_some() && m.event == member.event);
    let sequence = any(&|m| m.sequence.is_some() && m.sequence == member.sequence);
    let other_sequence = any(&|m| m.sequence.zip(member.sequence).is_some_and(|(a, b)| a != b));
    let length = any(&|m| m.duration_seconds.zip(member.duration_seconds).is_some_and(|(a, b)| a.abs_diff(b) * 10 <= a.max(b)));
    4 * same_operator + 3 * sequence - 2 * other_sequence + 3 * service + 2 * length + event
}

/// The dated cluster that a mention without a day speaks of: of the same operator, agreeing in what is known of the date, told
/// before the document appeared. Among several the likest wins, then (for what a text is about) the latest; a tie of history is no answer.
fn best_home(clusters: &[Cluster], at: Option<Moment>, member: &Member) -> Option<usize> {
    let published = member.published_at.as_deref().and_then(Moment::parse);
    let fits = |cluster: &&Cluster| {
        let moment = cluster.moment?;
        let same_operator = cluster.members.iter().any(|m| m.operator == member.operator);
        let agrees = at.is_none_or(|a| a.day_agrees(&moment));
        let before = published.is_none_or(|p| p.days_after(&moment).is_none_or(|days| days >= 0 && (at.is_some() || days <= RECENT_DAYS)));
        let event = member.event.is_none() || cluster.members.iter().any(|m| m.event.is_none() || family(m) == family(member));
        (same_operator && agrees && before && event && !shares_document(cluster, member)).then_some(moment)
    };
    let mut ranked: Vec<(i64, Moment, usize)> =
        clusters.iter().enumerate().filter_map(|(index, cluster)| Some((likeness(cluster, member), fits(&cluster)?, index))).collect();
    ranked.sort_by_key(|r| std::cmp::Reverse((r.0, r.1.key(), r.2)));
    match ranked[..] {
        [] => None,
        [(_, _, only)] => Some(only),
        [first, second, ..] if first.0 > second.0 || !member.background => Some(first.2),
        _ => None,
    }
}

/// Kinds of event that are one incident in different words: a fire stops a service, a collapse kills.
fn family(member: &Member) -> &str {
    match member.event.as_deref() {
        Some("breach") => "breach",
        Some("food_poisoning") => "food_poisoning",
        _ => "physical",
    }
}

// ---------------------------------------------------------------- names

fn name(clusters: Vec<Cluster>) -> Vec<Incident> {
    let mut named: BTreeMap<String, Vec<Incident>> = BTreeMap::new();
    for cluster in clusters {
        let incident = describe(cluster);
        named.entry(incident.id.clone()).or_default().push(incident);
    }
    let mut taken = BTreeSet::new();
    let mut incidents = Vec::new();
    for (base, mut same) in named {
        same.sort_by(|a, b| (&a.start_at, &a.members).cmp(&(&b.start_at, &b.members)));
        for (n, mut incident) in same.into_iter().enumerate() {
            incident.id = if n == 0 { base.clone() } else { format!("{base}-{}", n + 1) };
            assert!(taken.insert(incident.id.clone()), "two incidents have the id {}", incident.id);
            incidents.push(incident);
        }
    }
    incidents.sort_by(|a, b| a.id.cmp(&b.id));
    incidents
}

/// An incident from its members: each field from the most trustworthy member that knows it, the authority's before the company's
/// before the press's, the more exact before the rougher.
fn describe(mut cluster: Cluster) -> Incident {
    cluster.members.sort_by(|a, b| a.id.cmp(&b.id));
    let mut trusted: Vec<&Member> = cluster.members.iter().collect();
    let precision = |m: &Member| m.start_at.as_deref().and_then(Moment::parse).map_or(0, |at| at.precision());
    trusted.sort_by_key(|m| (std::cmp::Reverse(precision(m)), trust(m.kind), m.background, m.placed()));
    let start_at = trusted.iter().find_map(|m| m.start_at.clone());
    let end_at = trusted.iter().find_map(|m| m.end_at.clone());
    let mut by_trust = trusted.clone();
    by_trust.sort_by_key(|m| (trust(m.kind), m.background, std::cmp::Reverse(precision(m)), m.placed()));
    let duration_seconds = by_trust.iter().find_map(|m| m.duration_seconds);
    let operator = most_frequent(cluster.members.iter().filter_map(|m| m.operator.clone()));
    let service = most_frequent(cluster.members.iter().filter_map(|m| m.service.clone()));
    let event = most_frequent(cluster.members.iter().filter_map(|m| m.event.clone()));
    let members: Vec<String> = cluster.members.iter().map(|m| m.id.clone()).collect();
    let who = operator.as_deref().or(service.as_deref()).or(event.as_deref()).unwrap_or("incident");
    let who: String = who.split_whitespace().collect::<Vec<_>>().join("_");
    let day = start_at.as_deref().map_or("undated", |at| at.split('T').next().unwrap_or(at));
    Incident { id: format!("{who}-{day}"), operator, service, event, start_at, end_at, duration_seconds, members }
}

fn trust(kind: Kind) -> u8 {
    match kind {
        Kind::Regulator => 0,
        Kind::Company => 1,
        Kind::News => 2,
        Kind::Other => 3,
    }
}

/// The most frequent value; among equals the shortest, then the first in order.
fn most_frequent(values: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().min_by_key(|(value, count)| (std::cmp::Reverse(*count), value.chars().count(), value.clone())).map(|(value, _)| value)
}

/// Likeness of two short names by their character pairs, 0 to 1; 1 where one holds the other.
pub fn dice(a: &str, b: &str) -> f64 {
    let (a, b) = (squeeze(a), squeeze(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a.contains(&b) || b.contains(&a) {
        return 1.0;
    }
    let pairs = |s: &str| -> BTreeSet<(char, char)> { s.chars().zip(s.chars().skip(1)).collect() };
    let (x, y) = (pairs(&a), pairs(&b));
    match x.len() + y.len() {
        0 => 0.0,
        total => 2.0 * x.intersection(&y).count() as f64 / total as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(id: &str, document: &str, operator: &str, start: &str) -> Member {
        let some = |s: &str| (!s.is_empty()).then(|| s.to_string());
        Member {
            id: id.to_string(),
            document_id: document.to_string(),
            kind: Kind::News,
            published_at: Some("2024-06-03".to_string()),
            operator: some(operator),
            group: some(operator),
            service: None,
            event: Some("outage".to_string()),
            sequence: None,
            start_at: some(start),
            end_at: None,
            duration_seconds: None,
            background: false,
        }
    }

    fn ids(members: Vec<Member>) -> Vec<(String, Vec<String>)> {
        cluster(members).incidents.into_iter().map(|i| (i.id, i.members)).collect()
    }

    fn owned(expected: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        expected.iter().map(|(id, m)| (id.to_string(), m.iter().map(|m| m.to_string()).collect())).collect()
    }

    #[test]
    fn one_day_is_one_incident_and_two_clock_times_are_two() {
        let members = vec![
            member("a", "d1", "가나은행", "2024-05-13T08:30"),
            member("b", "d2", "가나은행", "2024-05-13"),
            member("c", "d3", "가나은행", "2024-05-13T19:00"),
            member("d", "d3", "가나은행", "2024-05-20"),
            member("e", "d4", "다라은행", "2024-05-13"),
        ];
        let expected = owned(&[
            ("가나은행-2024-05-13", &["a", "b"]),
            ("가나은행-2024-05-13-2", &["c"]),
            ("가나은행-2024-05-20", &["d"]),
            ("다라은행-2024-05-13", &["e"]),
        ]);
        assert_eq!(ids(members.clone()), expected);
        assert_eq!(ids(members.into_iter().rev().collect()), expected);
    }

    #[test]
    fn a_month_or_no_date_joins_the_incident_that_it_can_mean() {
        let mut late = member("z", "d9", "가나은행", "");
        late.published_at = Some("2024-07-01".to_string());
        let members =
            vec![member("a", "d1", "가나은행", "2024-05-13"), member("b", "d2", "가나은행", "2024-05"), late, member("m", "d3", "가나은행", "2023")];
        assert_eq!(ids(members), owned(&[("가나은행-2023", &["m"]), ("가나은행-2024-05-13", &["a", "b", "z"])]));
    }

    #[test]
    fn a_text_without_an_operator_joins_what_began_at_the_same_moment() {
        let members = vec![
            member("a", "d1", "가나전력", "2024-05-13T13:09"),
            member("b", "d2", "", "2024-05-13T13:10"),
            // Another moment of the day, the day alone, and a moment at which two operators failed.
            member("c", "d3", "", "2024-05-13T16:00"),
            member("d", "d4", "", "2024-05-13"),
            member("e", "d5", "다라은행", "2024-05-20T09:00"),
            member("f", "d6", "마바은행", "2024-05-20T09:01"),
            member("g", "d7", "", "2024-05-20T09:00"),
        ];
        let together: Vec<Vec<String>> = ids(members.clone()).into_iter().map(|(_, m)| m).filter(|m| m.len() > 1).collect();
        assert_eq!(together, vec![vec!["a".to_string(), "b".to_string()]]);
        assert_eq!(ids(members.clone()), ids(members.into_iter().rev().collect()));
    }

    #[test]
    fn two_mentions_of_one_document_stay_two() {
        let members = vec![member("a", "d1", "가나은행", "2024-05-13"), member("b", "d1", "가나은행", "2024-05")];
        assert_eq!(ids(members).len(), 2);
    }
}

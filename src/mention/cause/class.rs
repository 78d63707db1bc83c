//! The words of a cause -> its classes, by the vocabularies of `dictionaries/classes.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The classes of a cause, sorted. A cause that only says that something failed is `unknown`; one that names something for which there is no
/// class has none.
pub fn classes(cause: &str) -> Vec<String> {
    let cause = cause.split_whitespace().collect::<Vec<_>>().join(" ");
    let cause: String = cause.chars().take(LONGEST_CAUSE).collect();
    let lexicon = &*LEXICON;
    if lexicon.open.iter().any(|p| p.fits(&cause)) {
        return vec![UNKNOWN.to_string()];
    }
    let mut found: Vec<String> = lexicon.classes.iter().filter(|c| c.fits(&cause)).map(|c| c.name.clone()).collect();
    if found.is_empty() && lexicon.vague.iter().any(|w| cause.contains(w.as_str())) {
        found.push(UNKNOWN.to_string());
    }
    found.sort();
    found
}

/// Characters of a cause that are looked at; a cause is a clause.
const LONGEST_CAUSE: usize = 400;
const UNKNOWN: &str = "unknown";

struct Lexicon {
    classes: Vec<Class>,
    /// What says that a cause is open.
    open: Vec<Pattern>,
    /// Words that only say that something failed.
    vague: Vec<String>,
}

struct Class {
    name: String,
    any: Vec<String>,
    none: Vec<String>,
    patterns: Vec<Pattern>,
}

impl Class {
    fn fits(&self, cause: &str) -> bool {
        let holds = |words: &[String]| words.iter().any(|w| cause.contains(w.as_str()));
        !holds(&self.none) && holds(&self.any) || self.patterns.iter().any(|p| p.fits(cause))
    }
}

/// One word of every group, and none of `none`.
struct Pattern {
    all: Vec<Vec<String>>,
    /// The groups stand in this order with at most so many characters between them.
    within: Option<usize>,
    none: Vec<String>,
}

impl Pattern {
    fn fits(&self, cause: &str) -> bool {
        if self.none.iter().any(|w| cause.contains(w.as_str())) {
            return false;
        }
        match self.within {
            None => self.all.iter().all(|group| group.iter().any(|w| cause.contains(w.as_str()))),
            Some(gap) => {
                // The ends of every way to have read the groups so far.
                let mut ends: Option<Vec<usize>> = None;
                for group in &self.all {
                    let hits = group.iter().flat_map(|w| cause.match_indices(w.as_str()));
                    let follows = |start: usize| match &ends {
                        None => true,
                        Some(ends) => ends.iter().any(|&end| end <= start && cause[end..start].chars().count() <= gap),
                    };
                    ends = Some(hits.filter(|&(start, _)| follows(start)).map(|(start, word)| start + word.len()).collect());
                }
                ends.is_some_and(|ends| !ends.is_empty())
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassFile {
    lists: BTreeMap<String, Vec<String>>,
    class: Vec<ClassEntry>,
    open: Vec<PatternEntry>,
    vague: Vague,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassEntry {
    name: String,
    any: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
    #[serde(default)]
    pattern: Vec<PatternEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternEntry {
    all: Vec<Vec<String>>,
    within: Option<usize>,
    #[serde(default)]
    none: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vague {
    words: Vec<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let file: ClassFile = toml::from_str(include_str!("../../../dictionaries/classes.toml")).expect("classes.toml is checked by a test");
    let lists = &file.lists;
    // `$name` stands for the words of that list.
    let words = |given: Vec<String>| -> Vec<String> {
        let word = |w: String| match w.strip_prefix('$') {
            Some(list) => lists.get(list).unwrap_or_else(|| panic!("classes.toml has no list `{list}`")).clone(),
            None => vec![w],
        };
        given.into_iter().flat_map(word).collect()
    };
    let pattern = |p: PatternEntry| Pattern { all: p.all.into_iter().map(words).collect(), within: p.within, none: words(p.none) };
    let class =
        |c: ClassEntry| Class { name: c.name, any: words(c.any), none: words(c.none), patterns: c.pattern.into_iter().map(pattern).collect() };
    Lexicon { classes: file.class.into_iter().map(class).collect(), open: file.open.into_iter().map(pattern).collect(), vague: file.vague.words }
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The closed list of the contract.
    const NAMES: &[&str] = &[
        "upgrade",
        "network",
        "bug",
        "config",
        "load",
        "dependency",
        "power",
        "fire",
        "security",
        "human",
        "hardware",
        "storage",
        "server",
        "natural_disaster",
        "equipment_defect",
        "negligence",
        "maintenance",
        "no_pretest",
        "test_env_gap",
        "change_control",
        "unresolved_prior_fault",
        "redundancy",
        "monitoring",
        "access_control",
        "manual_gap",
        "user_notice",
    ];

    #[test]
    fn the_vocabulary_holds_each_class_once() {
        let names: Vec<&str> = LEXICON.classes.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>(), NAMES.iter().collect(), "classes.toml names other classes than the contract");
        assert_eq!(names.len(), NAMES.len());
        for class in &LEXICON.classes {
            let mut seen = BTreeSet::new();
            for word in &class.any {
                assert!(word.trim() == word && word.chars().count() >= 2, "`{word}` of {} is too short", class.name);
                assert!(seen.insert(word), "`{word}` stands twice in {}", class.name);
            }
        }
    }

    #[test]
    fn causes_have_their_classes() {
        let check = |cause: &str, expected: &str| assert_eq!(classes(cause).join(" "), expected, "{cause}");
        check("결제 서버 소프트웨어를 업데이트하던 중 오류", "upgrade");
        check("새 버전을 배포하는 과정에서 사전 테스트를 하지 않은 점", "no_pretest upgrade");
        check("시험 환경이 실제 운영 환경과 달랐던 점", "test_env_gap");
        check("라우터 설정 명령어를 잘못 입력", "config human network");
        check("보안 인증서 유효기간이 지난 것을 몰라 인증서 만료", "config");
        check("명절 예매 접속자가 한꺼번에 몰린 탓", "load");
        check("멀티탭 과부하", "power");
        check("위탁업체 직원의 관리자 계정을 탈취", "access_control security");
        check("협력사 서버에서 난 장애", "dependency");
        check("데이터베이스 서버 1대가 멈춤", "server");
        check("노후 배관 균열", "equipment_defect");
        check("무정전 전원 장치 고장에 예비 전원 미작동", "hardware power redundancy");
        check("경보를 무시하고 안전수칙을 지키지 않은 채 작업", "monitoring negligence");
        check("시간당 90㎜의 폭우", "natural_disaster");
        check("승인 없이 작업을 강행", "change_control");
        check("전날 발생한 오류를 해결하지 못한 채 재가동", "unresolved_prior_fault");
        check("장애 대응 매뉴얼이 없던 점", "manual_gap");
        check("장애 사실을 고객에게 40분이 지나서야 공지", "user_notice");
        check("정확한 사고 원인을 조사 중", "unknown");
        check("원인을 파악하지 못한 상태에서 서버 프로그램을 패치", "upgrade");
        check("일시적인 전산 오류", "unknown");
        check("담벼락이 있던 자리", "");
        check("", "");
    }
}

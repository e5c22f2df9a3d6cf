/* For browsers that ask for English: the pages' own words by the list WORDS (english.json), as they appear. What
   documents, answers and users say is marked lang="zh-CN" and stays. */
(() => {
  const CHINESE = /[\u4e00-\u9fff]/;
  const THEIRS = '[lang="zh-CN"], #zw-suggestions, textarea, script, style';
  const OURS = '.zw-tools, .zw-whole-link, .zw-return, .zw-when'; // inside of theirs
  const theirs = (element) => {
    const nearest = element.closest(`${THEIRS}, ${OURS}`);
    return nearest !== null && !nearest.matches(OURS);
  };
  const NAMES = ['placeholder', 'title', 'aria-label', 'alt'];
  const exact = new Map();
  const patterns = []; // of sentences with something in them: 第{}页
  const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  for (const [chinese, english] of Object.entries(WORDS)) {
    if (!chinese.includes('{}')) exact.set(chinese, english);
    else patterns.push([new RegExp(`^${chinese.split('{}').map(literal).join('([^]*?)')}$`), english.split('{}'), chinese.length]);
  }
  patterns.sort((one, other) => other[2] - one[2]);

  const english = (text) => {
    const bare = text.trim();
    if (!CHINESE.test(bare)) return text;
    let said = exact.get(bare);
    for (const [pattern, parts] of said === undefined ? patterns : []) {
      const found = bare.match(pattern);
      if (!found) continue;
      said = parts.reduce((whole, part, n) => whole + english(found[n]) + part);
      break;
    }
    return said === undefined ? text : text.replace(bare, () => said);
  };
  const put = (node) => {
    const said = english(node.nodeValue);
    if (said !== node.nodeValue) node.nodeValue = said;
  };
  const tend = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (CHINESE.test(node.nodeValue) && node.parentElement && !theirs(node.parentElement)) put(node);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of NAMES) {
      const held = node.getAttributeNode(name);
      if (held && CHINESE.test(held.value)) put(held);
    }
    for (const child of theirs(node) ? node.querySelectorAll(OURS) : node.childNodes) tend(child);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'childList') change.addedNodes.forEach(tend);
      else tend(change.target);
    }
  }).observe(document, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: NAMES,
  });
})();

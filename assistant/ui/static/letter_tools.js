/* The tools in a drafted letter: 重拟这条 beside a heading, 改 behind a paragraph, which is then edited where it
   stands. Other steps wait until what is being edited is saved or left; what could not be saved is given back. */
const toolOf = (event) => event.target.closest && event.target.closest('.zw-tools a');
const wordsOf = (line) => line.querySelector('.zw-words');
const isChanged = (line) => wordsOf(line).innerText !== wordsOf(line).zwText;
const tell = (near, sentence) => {
  const tools = near.querySelector('.zw-tools');
  const told = tools.querySelector('.zw-told') || tools.appendChild(document.createElement('span'));
  told.className = 'zw-told';
  told.setAttribute('role', 'alert');
  told.textContent = sentence;
};
const open = (line) => {
  const words = wordsOf(line);
  words.zwBefore = words.innerHTML;
  words.zwText = words.innerText;
  words.setAttribute('contenteditable', 'plaintext-only');
  words.setAttribute('role', 'textbox');
  words.setAttribute('aria-label', '这一段的文字');
  line.classList.add('zw-open');
  words.focus();
};
const close = (line) => {
  const words = wordsOf(line);
  for (const name of ['contenteditable', 'role', 'aria-label']) words.removeAttribute(name);
  line.querySelectorAll('.zw-told').forEach((told) => told.remove());
  line.classList.remove('zw-open');
};
const leave = (line) => {
  wordsOf(line).innerHTML = wordsOf(line).zwBefore;
  close(line);
  line.querySelector('.zw-change').focus();
};
const isHeld = () => { // by a paragraph whose changes would be lost
  const line = [...document.querySelectorAll('#zw-letter .zw-open')].find(isChanged);
  if (!line) return false;
  tell(line, '请先保存这一段，或点“不改了”。');
  line.scrollIntoView({ block: 'nearest' });
  wordsOf(line).focus();
  return true;
};
const unreachable = () => fetch(location.href, { method: 'HEAD' }).then(() => false, () => true);
let sent = null; // the step that is being taken, and from where
const send = (step, from) => { // the next version comes up where this one stands
  const letter = from.closest('.zw-letter');
  const own = { ...step, drawing: letter.dataset.step };
  sent = own;
  letter.classList.add('zw-busy');
  letter.closest('#zw-letter').dataset.at = letter.scrollTop;
  trigger('select', { link: step.link, text: step.text });
  const asking = setInterval(async () => { // but not where the program has ended
    if (sent === own && await unreachable() && sent === own) document.dispatchEvent(new Event('zw-step'));
    if (sent !== own) clearInterval(asking);
  }, 2000);
};
const save = (line) => {
  const words = wordsOf(line);
  if (!isChanged(line)) {
    leave(line);
    return;
  }
  words.querySelectorAll('sup').forEach((mark) => mark.remove());
  const text = words.innerText;
  close(line);
  send({ link: `save-${words.id.split('-').pop()}`, text, before: words.zwBefore, at: `#${words.id}` }, line);
};
let shown = ''; // the letter as it came last, and those that were taken away
const taken = new Set();
const letterNow = () => document.querySelector('#zw-letter .zw-letter');
const DRAWN = 100; // milliseconds after a step has ended
document.addEventListener('zw-beside', () => setTimeout(() => { // a step beside the letter
  const letter = letterNow();
  if (!letter) return;
  shown = letter.querySelector('.zw-sheet').textContent;
  if (letter.querySelector(':scope > .zw-note')) letter.scrollTop = 0;
}, DRAWN));
const settle = (step) => { // a step by one of the tools, which may have come to nothing
  const letter = letterNow();
  if (!letter) return;
  if (!sent) letter.classList.remove('zw-busy');
  const unanswered = letter.dataset.step === step.drawing;
  if (!unanswered) shown = letter.querySelector('.zw-sheet').textContent;
  const note = letter.querySelector(':scope > .zw-note');
  const from = letter.querySelector(step.at);
  const near = from && from.closest('.zw-line, h3');
  if (!near) return;
  if (step.text !== undefined && (unanswered || note)) {
    if (unanswered) from.innerHTML = step.before;
    open(near);
    from.textContent = step.text;
  } else if (document.activeElement === document.body) {
    near.querySelector('.zw-change, .zw-again').focus({ preventScroll: true });
  }
  if (unanswered) tell(near, '这一步没有做成，请确认程序还在运行再试；还不行请先复制改过的文字，再刷新页面。');
  else if (note) tell(near, note.textContent);
};
document.addEventListener('zw-step', () => {
  if (sent) setTimeout(settle, DRAWN, sent);
  sent = null;
});
document.addEventListener('click', (event) => {
  const tool = toolOf(event);
  if (!tool) return;
  event.preventDefault();
  event.stopPropagation();
  const line = tool.closest('.zw-line');
  if (tool.matches('.zw-save')) save(line);
  else if (tool.matches('.zw-leave')) leave(line);
  else if (isHeld()) return;
  else if (tool.matches('.zw-change')) {
    document.querySelectorAll('#zw-letter .zw-open').forEach(leave);
    open(line);
  } else send({ link: tool.hash.slice(3), at: `a[href="${tool.hash}"]` }, tool);
}, true);
document.addEventListener('click', (event) => { // a sentence that is being edited opens no source
  if (event.target.closest && event.target.closest('.zw-open .zw-words')) event.stopImmediatePropagation();
}, true);
document.addEventListener('keydown', (event) => {
  const line = event.target.closest && event.target.closest('.zw-open');
  if (!line || event.isComposing) return;
  if (event.key === 'Escape') leave(line);
  if (event.key === 'Enter' && !toolOf(event)) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) save(line);
  }
}, true);
for (const kind of ['click', 'mousedown', 'keydown']) { // steps that are taken beside the letter
  document.addEventListener(kind, (event) => {
    const beside = event.target.closest && event.target.closest('#zw-make, #zw-again, #zw-version, #zw-draft-files a');
    if (!beside || (event.key && !(beside.id === 'zw-version' && event.key !== 'Tab'))) return;
    if (!isHeld()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}
document.addEventListener('click', (event) => {
  if (event.target.closest && event.target.closest('#zw-letter-file')) taken.add(shown);
}, true);
addEventListener('beforeunload', (event) => { // versions last for the visit
  const editing = [...document.querySelectorAll('#zw-letter .zw-open')].some(isChanged);
  if (editing || (shown && !taken.has(shown))) event.preventDefault();
});

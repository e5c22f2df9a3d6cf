/* The tools in a drafted letter: 重拟这条 beside a heading, 改 behind a paragraph, which is then edited where it stands. */
const toolOf = (event) => event.target.closest && event.target.closest('.zw-tools a');
const leave = (line, restored) => {
  const words = line.querySelector('.zw-words');
  if (restored) words.innerHTML = words.zwBefore;
  words.removeAttribute('contenteditable');
  words.removeAttribute('role');
  line.classList.remove('zw-open');
};
const wait = (within) => { // the next version comes up where this one stands
  const letter = within.closest('.zw-letter');
  letter.classList.add('zw-busy');
  letter.closest('#zw-letter').dataset.at = letter.scrollTop;
};
const save = (line) => {
  const words = line.querySelector('.zw-words');
  words.querySelectorAll('sup').forEach((mark) => mark.remove());
  const text = words.innerText;
  leave(line, false);
  wait(line);
  trigger('select', { link: `save-${words.id.split('-').pop()}`, text });
};
document.addEventListener('click', (event) => {
  const tool = toolOf(event);
  if (!tool) return;
  event.preventDefault();
  event.stopPropagation();
  const line = tool.closest('.zw-line');
  if (tool.matches('.zw-again')) {
    wait(tool);
    trigger('select', { link: tool.hash.slice(3) });
  } else if (tool.matches('.zw-change')) {
    const words = line.querySelector('.zw-words');
    words.zwBefore = words.innerHTML;
    words.setAttribute('contenteditable', 'plaintext-only');
    words.setAttribute('role', 'textbox');
    words.setAttribute('aria-label', '这一段的文字');
    line.classList.add('zw-open');
    words.focus();
  } else if (tool.matches('.zw-save')) save(line);
  else leave(line, true);
}, true);
document.addEventListener('click', (event) => { // a sentence that is being edited opens no source
  if (event.target.closest && event.target.closest('.zw-open .zw-words')) event.stopImmediatePropagation();
}, true);
document.addEventListener('keydown', (event) => {
  const line = event.target.closest && event.target.closest('.zw-open');
  if (!line || event.isComposing) return;
  if (event.key === 'Escape') leave(line, true);
  if (event.key === 'Enter') {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) save(line);
  }
}, true);

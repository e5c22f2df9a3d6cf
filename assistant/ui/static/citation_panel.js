/* The panel of a citation is one piece of HTML. What it shows first is the quote, wherever in the section or on the page
   it stands; the pages of the original can be turned. */
const showQuote = () => {
  const choice = element.querySelector('.zw-views input:checked');
  const onPage = choice && choice.value === 'page';
  const target = element.querySelector(onPage ? '.zw-box:not([hidden])' : 'mark');
  const pane = target ? target.closest('.zw-scroll') : onPage && element.querySelector('.zw-pane-page');
  if (!pane) return;
  const away = target ? target.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3 : -pane.scrollTop;
  pane.scrollTop += away;
};
const turnTo = (pages, at) => {
  const all = Number(pages.dataset.pages), figure = pages.querySelector('.zw-page'), image = figure.querySelector('img');
  if (!(at >= 1 && at <= all)) return;
  pages.dataset.at = at;
  image.alt = `原件第${at}页`;
  image.src = pages.dataset.address + at;
  for (const box of figure.querySelectorAll('.zw-box')) box.hidden = box.dataset.page !== String(at);
  pages.querySelector('.zw-turn-at').textContent = `第${at}页，共${all}页`;
  pages.querySelector('[value=back]').disabled = at === 1;
  pages.querySelector('[value=on]').disabled = at === all;
  pages.querySelector('[value=cited]').hidden = at === Number(pages.dataset.cited);
};
watch('value', () => requestAnimationFrame(showQuote));
element.addEventListener('change', showQuote);
element.addEventListener('load', showQuote, true);
element.addEventListener('click', (event) => {
  const button = event.target.closest('.zw-turn button');
  if (!button) return;
  const pages = button.closest('.zw-pane-page'), at = Number(pages.dataset.at);
  turnTo(pages, { back: at - 1, on: at + 1, cited: Number(pages.dataset.cited) }[button.value]);
  if (button.disabled || button.hidden) pages.querySelector('.zw-turn button:not(:disabled):not([hidden])').focus();
});
element.addEventListener('error', (event) => {
  const pages = event.target.closest && event.target.closest('.zw-pane-page');
  if (pages) pages.querySelector('.zw-turn-at').textContent = '这一页无法显示，请刷新页面再试。';
}, true);

// What a site can listen to. No event holds an answer, a question or a result.
const list = document.getElementById('events');
for (const name of ['ready', 'resize', 'step', 'complete', 'exit', 'error']) {
  document.querySelector('care-guide').addEventListener('careguide-' + name, (event) => {
    const line = document.createElement('li');
    line.textContent = name + ' ' + JSON.stringify(event.detail || {});
    list.append(line);
    list.scrollTop = list.scrollHeight;
  });
}

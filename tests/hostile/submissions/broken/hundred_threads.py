"""A hundred threads are started that never end."""

import threading

for _ in range(100):
    threading.Thread(target=threading.Event().wait).start()

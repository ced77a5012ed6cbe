;; The models that have a name, as values. What they do is written once, in org.synod.linearizability.model: a step here
;; takes the step there.
(in-ns 'synod.linearizability)

(declare step-there)

(defmacro ^:private defmodel [name fields]
  `(defrecord ~name ~fields
     Model
     (step [this# op#] (step-there this# op#))))

(defmodel Register [value])
(defmodel CASRegister [value])
(defmodel MultiRegister [values open?])
(defmodel Mutex [locked?])
(defmodel Semaphore [permits held])
(defmodel FIFOQueue [pending])
(defmodel UnorderedQueue [pending])
(defmodel Stack [elements])
(defmodel Set [s])
(defmodel Counter [value])
(defmodel ListAppend [elements])
(defmodel KeyValue [value])

(defn register
  "A register with :read and :write; nil at first unless a value is given. A read of nil did not learn the value."
  ([] (register nil))
  ([value] (->Register value)))

(defn cas-register
  "A register with :read, :write and :cas [old new]; nil at first unless a value is given."
  ([] (cas-register nil))
  ([value] (->CASRegister value)))

(defn multi-register
  "Registers with :txn [[:read k v] [:write k v]], from a map of their values; a register that is not in it holds nil.
  Without a map nobody knows what they hold at first, and the first read of each tells."
  ([] (->MultiRegister {} true))
  ([values] (->MultiRegister values false)))

(defn mutex
  "A lock with :acquire and :release; free at first."
  []
  (->Mutex false))

(defn semaphore
  "Permits with :acquire n and :release n, where nil is one; two unless a number is given, all free at first."
  ([] (semaphore 2))
  ([permits] (->Semaphore permits 0)))

(defn fifo-queue
  "A queue with :enqueue v and :dequeue, which returned the oldest element, or nil from an empty queue."
  []
  (->FIFOQueue []))

(defn unordered-queue
  "A queue that keeps no order, with :enqueue v and :dequeue; :pending has the number of each element."
  []
  (->UnorderedQueue {}))

(defn stack
  "A stack with :push v and :pop, which returned the newest element, or nil from an empty stack."
  []
  (->Stack []))

(defn set
  "A set with :add v, :remove v, :contains [v present?] and :read of all elements."
  []
  (->Set #{}))

(defn counter
  "A counter with :add n and :read; 0 at first unless a number is given."
  ([] (counter 0))
  ([value] (->Counter value)))

(defn list-append
  "A list with :append v and :read of the whole list."
  []
  (->ListAppend []))

(defn key-value
  "A store with :put [k v], :get [k v], :delete [k nil] and :cas [k [old new]]; every key is absent at first. The model is
  that of one key."
  ([] (key-value nil))
  ([value] (->KeyValue value)))

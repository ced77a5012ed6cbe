(ns synod.linearizability-test
  (:require [clojure.java.io :as io]
            [clojure.string :as string]
            [clojure.test :as t :refer [are deftest is testing]]
            [synod.linearizability :as l])
  (:import (java.nio.file Files)
           (java.nio.file.attribute FileAttribute)
           (org.synod.linearizability.check Checker Limits Verdict$Valid)
           (org.synod.linearizability.history BadHistoryException Event History Keyword)
           (org.synod.linearizability.model HistoryGenerator HistoryGenerator$Settings ModelKind NamedModel Semaphore)
           (org.synod.linearizability.own BrokenModelException ChosenModel ChosenModel$Judged)))

(defn run-one
  "Runs one deftest; the failures as one text, nil when there are none or nothing was asserted."
  [v]
  (let [problems (atom [])
        passes (atom 0)]
    (binding [t/report (fn [m]
                         (case (:type m)
                           :pass (swap! passes inc)
                           (:fail :error) (swap! problems conj (pr-str (select-keys m [:type :message :expected :actual :line])))
                           nil))]
      (t/test-vars [v]))
    (cond
      (seq @problems) (apply str (interpose "\n" @problems))
      (zero? @passes) "nothing was asserted"
      :else nil)))

(defn tests [] (->> (ns-publics 'synod.linearizability-test) vals (filter (comp :test meta)) (sort-by str)))

(defn- op [process type f value] {:process process :type type :f f :value value})

(deftest a-valid-history-has-its-last-model
  (is (= {:valid? true :model (l/cas-register 2) :analyzer :wgl}
         (l/analysis (l/cas-register 0)
                     [(op 0 :invoke :cas [0 1]) (op 1 :invoke :read nil) (op 0 :ok :cas [0 1]) (op 1 :ok :read 0)
                      (op 2 :invoke :write 2) (op 2 :ok :write 2)]))))

(deftest a-violated-history-has-knossos-keys
  (let [result (l/analysis (l/register 0)
                           [(op 0 :invoke :write 1) (op 0 :ok :write 1)
                            (op 1 :invoke :read nil) (op 1 :ok :read 3)])]
    (is (false? (:valid? result)))
    (is (= (op 1 :ok :read 3) (:op result)))
    (is (= (op 0 :ok :write 1) (:previous-ok result)))
    (is (= :wgl (:analyzer result)))
    (is (= #{[{:op (op 0 :ok :write 1) :model (l/register 1)}
              {:op (op 1 :ok :read 3) :model (l/inconsistent "can't read 3 from register 1")}]}
           (:final-paths result)))))

(deftest a-limit-gives-unknown-and-its-cause
  ;; Writes open together, then a read of what nobody wrote: every order has to be tried, since the cas tells nothing.
  (let [n 24
        history (concat (for [p (range n)] (op p :invoke :write p))
                        [(op n :invoke :cas [1 2]) (op n :ok :cas [1 2]) (op n :invoke :read nil) (op n :ok :read -1)]
                        (for [p (range n)] (op p :ok :write p)))
        result (l/analysis (l/cas-register) history {:memory-limit 100000})]
    (is (= {:valid? :unknown :cause :out-of-memory :analyzer :wgl} result))
    (is (= :timeout (:cause (l/analysis (l/cas-register) history {:time-limit 1}))))))

(deftest crashed-and-failed-operations
  (testing "a crashed write may take effect late"
    (is (true? (:valid? (l/analysis (l/register)
                                    [(op 0 :invoke :write 1) (op 0 :info :write 1)
                                     (op 1 :invoke :write 2) (op 1 :ok :write 2)
                                     (op 1 :invoke :read nil) (op 1 :ok :read 1)])))))
  (testing "a failed write does not take effect"
    (is (false? (:valid? (l/analysis (l/register)
                                     [(op 0 :invoke :write 1) (op 0 :fail :write 1)
                                      (op 1 :invoke :read nil) (op 1 :ok :read 1)])))))
  (testing "the nemesis takes no part"
    (is (true? (:valid? (l/analysis (l/mutex)
                                    [(op :nemesis :info :start nil) (op 0 :invoke :acquire nil)
                                     (op :nemesis :info :start "cut") (op 0 :ok :acquire nil)]))))))

(defn- run-of
  "A history of one client that did these one after the other."
  [& calls]
  (mapcat (fn [[f argument result]] [(op 0 :invoke f argument) (op 0 :ok f result)]) calls))

(deftest every-model-has-valid-and-violated-histories
  (are [model good last bad message]
       (let [valid (l/analysis model (apply run-of good))
             violated (l/analysis model (apply run-of bad))]
         (and (is (true? (:valid? valid)))
              (is (= last (:model valid)))
              (is (false? (:valid? violated)))
              (is (= #{message} (into #{} (map #(-> % peek :model :msg)) (:final-paths violated))))))
    (l/register 0) [[:write 1 1] [:read nil 1]] (l/register 1)
    [[:write 1 1] [:read nil 0]] "can't read 0 from register 1"

    (l/cas-register) [[:write :a :a] [:cas [:a :b] [:a :b]]] (l/cas-register :b)
    [[:cas [:a :b] [:a :b]]] "can't cas :a to :b in register nil"

    (l/multi-register {:x 0 :y 0})
    [[:txn [[:write :x 1]] [[:write :x 1]]] [:txn [[:read :x nil] [:read :y nil]] [[:read :x 1] [:read :y 0]]]]
    (l/multi-register {:x 1 :y 0})
    [[:txn [[:write :x 1]] [[:write :x 1]]] [:txn [[:read :y nil]] [[:read :y 1]]]]
    "can't read 1 from register :y, which holds 0"

    (l/multi-register) [[:txn [[:read :x nil]] [[:read :x 7]]]] (assoc (l/multi-register) :values {:x 7})
    [[:txn [[:read :x nil]] [[:read :x 7]]] [:txn [[:read :x nil]] [[:read :x 8]]]]
    "can't read 8 from register :x, which holds 7"

    (l/mutex) [[:acquire nil nil]] (assoc (l/mutex) :locked? true)
    [[:acquire nil nil] [:acquire nil nil]] "can't acquire a held mutex"

    (l/semaphore 3) [[:acquire 2 2] [:acquire nil nil] [:release 1 1]] (assoc (l/semaphore 3) :held 2)
    [[:acquire 2 2] [:acquire 2 2]] "can't acquire 2 from semaphore with 2 of 3 permits held"

    (l/fifo-queue) [[:enqueue :a :a] [:enqueue :b :b] [:dequeue nil :a]] (assoc (l/fifo-queue) :pending [:b])
    [[:enqueue :a :a] [:enqueue :b :b] [:dequeue nil :b]] "can't dequeue :b from queue [:a :b]"

    (l/unordered-queue) [[:enqueue :a :a] [:enqueue :b :b] [:enqueue :b :b] [:dequeue nil :a]]
    (assoc (l/unordered-queue) :pending {:b 2})
    [[:enqueue :a :a] [:dequeue nil :b]] "can't dequeue :b from queue of [:a]"

    (l/stack) [[:push 1 1] [:push [2] [2]] [:pop nil [2]]] (assoc (l/stack) :elements [1])
    [[:push 1 1] [:push 2 2] [:pop nil 1]] "can't pop 1 from stack [1 2]"

    (l/set) [[:add 1 1] [:add :b :b] [:remove 1 1] [:read nil #{:b}] [:contains [1 nil] [1 false]]]
    (assoc (l/set) :s #{:b})
    [[:add 1 1] [:read nil [2]]] "can't read [2] from set [1]"

    (l/counter) [[:add 3 3] [:add -1 -1] [:read nil 2]] (l/counter 2)
    [[:add 3 3] [:read nil 2]] "can't read 2 from counter 3"

    (l/list-append) [[:append 1 1] [:append 2 2] [:read nil [1 2]]] (assoc (l/list-append) :elements [1 2])
    [[:append 1 1] [:append 2 2] [:read nil [2 1]]] "can't read [2 1] from list [1 2]"))

(deftest models-are-values-that-can-be-stepped
  (are [after before f value] (= after (l/step before {:f f :value value}))
    (l/register :x) (l/register) :write :x
    (l/inconsistent "can't read 3 from register 0") (l/register 0) :read 3
    (assoc (l/fifo-queue) :pending [1 [2 3]]) (assoc (l/fifo-queue) :pending [1]) :enqueue [2 3]
    (assoc (l/fifo-queue) :pending [2]) (assoc (l/fifo-queue) :pending [1 2]) :dequeue 1
    (assoc (l/unordered-queue) :pending {1 1}) (assoc (l/unordered-queue) :pending {1 1 2 1}) :dequeue 2
    (assoc (l/stack) :elements [1]) (assoc (l/stack) :elements [1 2]) :pop 2
    (assoc (l/set) :s #{:a :b}) (assoc (l/set) :s #{:a}) :add :b
    (l/counter 5) (l/counter 2) :add 3
    (l/key-value 2) (l/key-value 1) :cas [1 2]
    (Semaphore. 2 1) (Semaphore. 2 0) :acquire nil)
  (is (thrown-with-msg? IllegalArgumentException #"unknown function 'frob'; the model fifo-queue has enqueue, dequeue"
                        (l/step (l/fifo-queue) {:f :frob}))))

(def ^:private models
  {ModelKind/REGISTER (l/register) ModelKind/CAS_REGISTER (l/cas-register)
   ModelKind/MULTI_REGISTER (l/multi-register) ModelKind/MUTEX (l/mutex) ModelKind/SEMAPHORE (l/semaphore)
   ModelKind/FIFO_QUEUE (l/fifo-queue) ModelKind/UNORDERED_QUEUE (l/unordered-queue) ModelKind/STACK (l/stack)
   ModelKind/SET (l/set) ModelKind/COUNTER (l/counter) ModelKind/LIST_APPEND (l/list-append)
   ModelKind/KEY_VALUE (l/key-value)})

(defn- clojure-value [value]
  (cond (instance? Keyword value) (keyword (.name value))
        (instance? java.util.List value) (mapv clojure-value value)
        :else value))

(defn- op-map [^Event event]
  (cond-> (op (.process event) (keyword (.label (.type event))) (keyword (.f event)) (clojure-value (.value event)))
    (.key event) (assoc :value [(.key event) (clojure-value (.value event))])))

(deftest generated-histories-have-the-verdict-of-java
  (is (= (into #{} (ModelKind/values)) (into #{} (keys models))))
  (doseq [[kind model] models]
    (let [seen (for [seed (range 40)]
                 (let [events (HistoryGenerator/events
                               (HistoryGenerator$Settings. kind seed 3 12 2 2 0.1 0.1))
                       expected (.label (Checker/check (History/of "x" events) ^ModelKind kind Limits/DEFAULT))
                       result (l/analysis model (mapv op-map events))]
                   (is (= expected ({true "valid" false "violated"} (:valid? result))) (str kind " " seed))
                   (doseq [one (if (:results result) (vals (:results result)) [result])
                           path (:final-paths one)]
                     (is (seq path))
                     (is (every? (complement l/inconsistent?) (map :model (pop path))))
                     (is (l/inconsistent? (:model (peek path)))))
                   expected))]
      (is (= #{"valid" "violated"} (into #{} seen)) (str kind " should have both verdicts")))))

(deftest the-last-value-of-a-register-may-be-read
  (doseq [seed (range 50)]
    (let [events (HistoryGenerator/events (HistoryGenerator$Settings. ModelKind/REGISTER seed 4 20 0 1 0.1 0.0))
          ops (mapv op-map events)
          result (l/analysis (l/register) ops)]
      (is (true? (:valid? result)))
      (is (true? (:valid? (l/analysis (l/register)
                                      (conj ops (op 99 :invoke :read nil) (op 99 :ok :read (:value (:model result)))))))
          (str seed)))))

(defn- tuple [k v] (clojure.lang.MapEntry/create k v))

(deftest keys-are-objects-of-their-own
  (let [history (fn [v] [(op 0 :invoke :write (tuple :x 1)) (op 1 :invoke :read [:y nil])
                         (op 0 :ok :write (tuple :x 1)) (op 1 :ok :read [:y v])])
        good (l/analysis (l/register 0) (history 0))
        bad (l/analysis (l/register 0) (history 7))]
    (is (= {:valid? true
            :results {:x {:valid? true :model (l/register 1) :analyzer :wgl}
                      :y {:valid? true :model (l/register 0) :analyzer :wgl}}
            :failures []}
           good))
    (is (false? (:valid? bad)))
    (is (= [:y] (:failures bad)))
    (is (true? (-> bad :results :x :valid?)))
    (is (= (op 1 :ok :read [:y 7]) (-> bad :results :y :op))))
  (testing "of a store every value has its key, and a get may name it alone"
    (is (= [{:a 1} ["a"]]
           (let [result (l/analysis (l/key-value)
                                    [(op 0 :invoke :put ["a" 1]) (op 0 :ok :put ["a" 1])
                                     (op 0 :invoke :get "a") (op 0 :ok :get ["a" 2])])]
             [{:a (-> result :results (get "a") :previous-ok :value second)} (:failures result)]))))
  (testing "false before unknown before true"
    (let [slow (concat (for [p (range 26)] (op p :invoke :write [:slow p]))
                       [(op 26 :invoke :read [:slow nil]) (op 26 :ok :read [:slow -1])]
                       (for [p (range 26)] (op p :ok :write [:slow p])))
          slow (concat slow [(op 30 :invoke :cas [:slow [1 2]]) (op 30 :ok :cas [:slow [1 2]])])
          fine [(op 40 :invoke :read [:fine nil]) (op 40 :ok :read [:fine nil])]
          wrong [(op 41 :invoke :read [:wrong nil]) (op 41 :ok :read [:wrong 1])]
          valid-of #(l/analysis (l/cas-register) % {:memory-limit 100000})]
      (is (= :unknown (:valid? (valid-of (concat slow fine)))))
      (is (= [] (:failures (valid-of (concat slow fine)))))
      (is (false? (:valid? (valid-of (concat slow fine wrong)))))
      (is (= {:fine true :slow :unknown :wrong false}
             (update-vals (:results (valid-of (concat slow fine wrong))) :valid?))))))

;; A model of a caller's own, which looks at the process as well: only the holder may release.
(defrecord OwnedMutex [owner]
  l/Model
  (step [_ {:keys [f process]}]
    (case f
      :acquire (if owner (l/inconsistent (str "held by " owner)) (->OwnedMutex process))
      :release (if (= owner process) (->OwnedMutex nil) (l/inconsistent (str "not held by " process))))))

(deftest a-model-of-ones-own
  (let [history (fn [releaser]
                  [(op 0 :invoke :acquire nil) (op 0 :ok :acquire nil)
                   (op releaser :invoke :release nil) (op releaser :ok :release nil)])]
    (is (= (->OwnedMutex nil) (:model (l/analysis (->OwnedMutex nil) (history 0)))))
    (let [result (l/analysis (->OwnedMutex nil) (history 1))]
      (is (false? (:valid? result)))
      (is (= "not held by 1" (-> result :final-paths first last :model :msg)))))
  (testing "of each key"
    (let [history [(op 0 :invoke :acquire [:a nil]) (op 0 :ok :acquire [:a nil])
                   (op 1 :invoke :acquire [:b nil]) (op 1 :ok :acquire [:b nil])
                   (op 0 :invoke :release [:b nil]) (op 0 :ok :release [:b nil])]
          result (l/analysis (->OwnedMutex nil) history {:keyed true})]
      (is (= [:b] (:failures result)))
      (is (= (->OwnedMutex 0) (-> result :results :a :model)))
      (is (thrown-with-msg? BadHistoryException #"history:1: the value of acquire is not \[key value\]"
                            (l/analysis (->OwnedMutex nil) [(op 0 :invoke :acquire nil)] {:keyed true})))))
  (testing "of Java"
    (let [result (l/analysis (Semaphore. 1 0) (run-of [:acquire nil nil] [:acquire nil nil]))]
      (is (false? (:valid? result)))
      (is (= (Semaphore. 1 1) (-> result :configs first :model)))))
  (is (l/inconsistent? (l/step (l/register 0) (op 0 :invoke :read 3))))
  (is (not (l/inconsistent? (l/step (l/register 0) (op 0 :invoke :read 0))))))

(deftest what-is-no-history-is-refused
  (is (thrown-with-msg? BadHistoryException #"history:2: unknown type :done"
                        (l/analysis (l/register) [(op 0 :invoke :read nil) (op 0 :done :read nil)])))
  (is (thrown-with-msg? BadHistoryException #"without an invocation"
                        (l/analysis (l/register) [(op 0 :ok :read nil)]))))

;; A dequeue that crashed shows its type to a model of one's own, and may or may not have happened.
(defrecord Box [full?]
  l/Model
  (step [this {:keys [f type value]}]
    (case f
      :put (->Box true)
      :take (cond (= :info type) (->Box false)
                  (= value full?) (->Box false)
                  :else (l/inconsistent (str "can't take " value))))))

(deftest a-model-of-ones-own-sees-that-an-operation-crashed
  (let [history (fn [f] [(op 0 :invoke :put nil) (op 0 :ok :put nil) (op 1 :invoke f nil) (op 1 :info f nil)
                         (op 2 :invoke :take nil) (op 2 :ok :take false)])]
    (is (true? (:valid? (l/analysis (->Box false) (history :take)))))
    (is (false? (:valid? (l/analysis (->Box false) (history :put)))))))

(deftype Forgetful [n]
  l/Model
  (step [_ _] (Forgetful. (inc n))))

(deftest models-that-are-none
  (let [history (run-of [:go nil nil])
        of (fn [answer] (reify l/Model (step [_ op] (answer op))))]
    (are [message model] (thrown-with-msg? BrokenModelException message (l/analysis model history))
      #"for 'go by process 0' of line 1, step throws ArithmeticException: Divide by zero" (of (fn [_] (/ 1 0)))
      #"throws AssertionError: Assert failed" (of (fn [_] (assert false)))
      #"it answers nil" (of (fn [_] nil))
      #"answers two different states" (->Forgetful 0))
    (is (thrown-with-msg? IllegalArgumentException #"nil is no model" (l/analysis nil history)))
    (is (thrown-with-msg? IllegalArgumentException #"3 is no model" (l/analysis 3 history)))))

(deftest what-a-model-does-not-know-is-refused
  (are [message model call] (thrown-with-msg? BadHistoryException message (l/analysis model (run-of call)))
    #"history:1: unknown function 'frob'; the model register has read, write" (l/register) [:frob 1 1]
    #"the value of cas is not \[old new\]" (l/cas-register) [:cas 1 1]
    #"the value of add is not an integer" (l/counter) [:add :x :x]
    #"the value of enqueue is not an element" (l/fifo-queue) [:enqueue nil nil]
    #"a drain is no operation of one moment" (l/unordered-queue) [:drain nil [1]])
  (are [message history] (thrown-with-msg? BadHistoryException message (l/analysis (l/register) history))
    #"history:1: an operation is a map with a :process" [3]
    #"history:1: an operation is a map with a :process" [{:type :invoke :f :read}]
    #"process 0 invokes read while its read of line 1 is still open" [(op 0 :invoke :read nil) (op 0 :invoke :read nil)]
    #"history:2: the failed write has value 2" [(op 0 :invoke :write 1) (op 0 :fail :write 2)]))

(deftest an-index-of-the-callers-is-spoken-of
  (let [indexed (map-indexed #(assoc %2 :index (* 10 %1) :node "n1") (run-of [:write 1 1] [:read nil 2]))
        result (l/analysis (l/register) indexed)]
    (is (= 30 (-> result :op :index)))
    (is (= "n1" (-> result :op :node)))
    (is (= 10 (-> result :previous-ok :index)))))

(defn- with-folder [f]
  (let [folder (.toFile (Files/createTempDirectory "synod" (into-array FileAttribute [])))]
    (try
      (f folder)
      (finally (run! io/delete-file (reverse (file-seq folder)))))))

(defmacro with-standin
  "Runs with one of the folders of src/test/standins on Clojure's class path."
  [name & body]
  `(with-bindings {clojure.lang.Compiler/LOADER
                   (doto (clojure.lang.DynamicClassLoader. (clojure.lang.RT/baseLoader))
                     (.addURL (.toURL (.toURI (io/file "src/test/standins" ~name)))))}
     ~@body))

(defn- files [folder]
  (into (sorted-set) (comp (filter #(.isFile ^java.io.File %)) (map #(string/replace (str %) (str folder "/") "")))
        (file-seq folder)))

(deftest a-checker-without-jepsen
  (let [wide (concat (for [p (range 30)] (op p :invoke :write p)) [(op 50 :invoke :read nil) (op 50 :ok :read -1)])
        checker (l/checker {:model (l/cas-register)})]
    (is (= {:valid? true :model (l/cas-register 1) :analyzer :wgl}
           (l/check checker {} (run-of [:write 1 1] [:cas [1 1] [1 1]]) {})))
    (let [result (l/check checker {} wide {})]
      (is (false? (:valid? result)))
      (is (= [10 10] [(count (:final-paths result)) (count (:configs result))])))
    (is (thrown-with-msg? IllegalArgumentException #":model" (l/checker {}))))
  (with-folder
    (fn [folder]
      (let [checker (l/checker {:model (l/register) :directory folder})]
        (l/check checker {} (run-of [:write 1 1] [:read nil 1]) {})
        (is (= #{} (files folder)))
        (l/check checker {} (run-of [:write 1 1] [:read nil 3]) {:subdirectory "sub"})
        (is (= #{"sub/linear.html"} (files folder)))
        (is (string/includes? (slurp (io/file folder "sub/linear.html")) "read 3 from register 1")
            "the picture says why")
        (let [result (l/check (l/checker {:model (l/register) :directory (io/file folder "sub/linear.html")}) {}
                              (run-of [:read nil 3]) {})]
          (is (false? (:valid? result)) "the verdict does not hang on the picture")
          (is (string/includes? (:picture-error result) "linear.html")))))))

(deftest a-checker-in-jepsen
  (with-standin "jepsen"
    (with-folder
      (fn [folder]
        (let [checker (l/checker {:model (l/register)})
              jepsens-check (requiring-resolve 'jepsen.checker/check)
              test {:name "t" :start-time "now"}]
          (reset! @(requiring-resolve 'jepsen.store/base-dir) (str folder))
          (is (true? (:valid? (jepsens-check checker test (run-of [:write 1 1]) {}))))
          (is (= #{} (files folder)))
          (is (false? (:valid? (jepsens-check checker test (run-of [:read nil 1]) {:subdirectory ["a" "b"]}))))
          (let [result (jepsens-check checker test (run-of [:write [:x 1] [:x 1]] [:read [:y nil] [:y 1]]) {})]
            (is (= [false [:y]] ((juxt :valid? :failures) result))))
          (is (= #{"t/now/a/b/linear.html" "t/now/independent/:y/linear.html"} (files folder))))))))

(deftest models-of-knossos
  (with-standin "knossos"
    (require 'knossos.model)
    (let [knossos #(apply (requiring-resolve (symbol "knossos.model" (str %1))) %&)
          result (l/analysis (knossos 'cas-register 0) (run-of [:cas [0 1] [0 1]] [:read nil 3]))]
      (is (= {:valid? true :model (knossos 'register 1) :analyzer :wgl}
             (l/analysis (knossos 'register) (run-of [:write 1 1]))))
      (is (false? (:valid? result)))
      (is (= [{:op (op 0 :ok :cas [0 1]) :model (knossos 'cas-register 1)}
              {:op (op 0 :ok :read 3) :model (knossos 'inconsistent "can't read 3 from register 1")}]
             (first (:final-paths result))))
      (is (false? (:valid? (l/analysis (knossos 'mutex) (run-of [:release nil nil])))))
      (testing "and one of somebody's own, written for Knossos"
        (let [own (binding [*ns* (create-ns 'written-for-knossos)]
                    (eval '(do (clojure.core/refer-clojure)
                             (defrecord Tally [n]
                               knossos.model.Model
                               (step [this op]
                                 (case (:f op)
                                   :more (->Tally (inc n))
                                   :see (if (= n (:value op)) this (knossos.model/inconsistent "not so")))))
                             (->Tally 0))))]
          (is (true? (:valid? (l/analysis own (run-of [:more nil nil] [:see nil 1])))))
          (testing "whose crashed operations are equal, whoever called them"
            (is (false? (:valid? (l/analysis own
                                             (concat (for [p (range 24)] (op p :invoke :more nil)) [(op 50 :invoke :see nil) (op 50 :ok :see 70)])
                                             {:memory-limit 1000000})))))
          (is (= (knossos 'inconsistent "not so")
                 (-> (l/analysis own (run-of [:more nil nil] [:see nil 2])) :final-paths first peek :model))))))))

(deftest knossos-gets-the-same-object
  (with-standin "knossos"
    (require 'synod.linearizability.knossos)
    (let [ask (resolve 'synod.linearizability.knossos/ask)]
      (doseq [^ModelKind kind (ModelKind/values)]
        (let [chosen (ChosenModel/of "x" (NamedModel. kind (.initial kind)))
              seen (for [seed (range 25)]
                     (let [history (HistoryGenerator/history
                                    (HistoryGenerator$Settings. kind seed 3 10 2 2 0.15 0.1))
                           verdicts (for [^ChosenModel$Judged judged (.each chosen history Limits/DEFAULT)]
                                      [(str (instance? Verdict$Valid (.verdict judged)))
                                       (get (ask :wgl (.object judged)) "valid")])]
                       (doseq [[ours theirs] verdicts]
                         (is (= ours theirs) (str kind " " seed)))
                       (map second verdicts)))]
          (is (= #{"true" "false"} (into #{} cat seen)) (str kind " should have both")))))))

(deftest a-second-opinion
  (let [good (run-of [:write 1 1] [:read nil 1])
        bad (run-of [:write 1 1] [:read nil 3])
        both #(l/analysis (l/register) %1 (assoc %2 :checker :both))]
    (is (thrown-with-msg? IllegalStateException #"Knossos is not on the class path" (both good {})))
    (is (thrown-with-msg? IllegalArgumentException #"unknown :checker :other"
                          (l/analysis (l/register) good {:checker :other})))
    (with-standin "knossos"
      (is (thrown-with-msg? IllegalArgumentException #"unknown :algorithm :other" (both good {:algorithm :other})))
      (let [result (both good {:algorithm :linear})]
        (is (= {:valid? true :synod {:valid? true} :knossos {:valid? true} :agree? true}
               (select-keys result [:valid? :synod :knossos :agree? :disagreement])))
        (is (= (l/register 1) (:model result))))
      (is (= {:valid? false :op (op 0 :ok :read 3)} (:knossos (both bad {:algorithm :wgl}))))
      (is (= {:valid? false :key :y :op (op 0 :ok :read [:y 3])}
             (l/analysis (l/register) (run-of [:write [:x 1] [:x 1]] [:read [:y nil] [:y 3]])
                         {:checker :knossos :algorithm :linear}))))
    (testing "that contradicts ours"
      (with-standin "knossos-disagrees"
        (with-standin "knossos"
          (doseq [history [good bad]]
            (let [result (both history {})]
              (is (false? (:agree? result)))
              (is (false? (:valid? result)))
              (is (re-find #"one of them is wrong" (:disagreement result))))))))
    (testing "that does not come in time"
      (with-redefs [synod.linearizability.knossos/ask (fn [_ _] @(promise))]
        (with-standin "knossos"
          (is (= {:valid? true :synod {:valid? true} :knossos {:valid? :unknown :cause :timeout} :agree? nil}
                 (dissoc (both good {:time-limit 300}) :model :analyzer))))))))

(ns synod.linearizability-test
  (:require [clojure.test :as t :refer [deftest is testing]]
            [synod.linearizability :as l])
  (:import (org.synod.linearizability.history BadHistoryException)))

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
  ;; Twenty writes open together, then a read of what nobody wrote: every order has to be tried.
  (let [n 24
        history (concat (for [p (range n)] (op p :invoke :write p))
                        [(op n :invoke :read nil) (op n :ok :read -1)]
                        (for [p (range n)] (op p :ok :write p)))
        result (l/analysis (l/register) history {:memory-limit 100000})]
    (is (= {:valid? :unknown :cause :out-of-memory :analyzer :wgl} result))
    (is (= :timeout (:cause (l/analysis (l/register) history {:time-limit 1}))))))

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

(deftest the-other-models
  (is (false? (:valid? (l/analysis (l/mutex)
                                   [(op 0 :invoke :acquire nil) (op 0 :ok :acquire nil)
                                    (op 1 :invoke :acquire nil) (op 1 :ok :acquire nil)]))))
  (let [txns (fn [v] [(op 0 :invoke :txn [[:write :x 1]]) (op 0 :ok :txn [[:write :x 1]])
                      (op 0 :invoke :txn [[:read :x nil] [:read :y nil]])
                      (op 0 :ok :txn [[:read :x 1] [:read :y v]])])]
    (is (true? (:valid? (l/analysis (l/multi-register {:x 0 :y 0}) (txns 0)))))
    (is (false? (:valid? (l/analysis (l/multi-register {:x 0 :y 0}) (txns 1)))))))

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
  (is (l/inconsistent? (l/step (l/register 0) (op 0 :invoke :read 3))))
  (is (not (l/inconsistent? (l/step (l/register 0) (op 0 :invoke :read 0))))))

(deftest what-is-no-history-is-refused
  (is (thrown-with-msg? BadHistoryException #"history:2: unknown type :done"
                        (l/analysis (l/register) [(op 0 :invoke :read nil) (op 0 :done :read nil)])))
  (is (thrown-with-msg? BadHistoryException #"without an invocation"
                        (l/analysis (l/register) [(op 0 :ok :read nil)]))))
